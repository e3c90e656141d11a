@NullMarked
package dev.nfdrop.cli;

import org.jspecify.annotations.NullMarked;
