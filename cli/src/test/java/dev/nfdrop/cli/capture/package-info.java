@NullMarked
package dev.nfdrop.cli.capture;

import org.jspecify.annotations.NullMarked;
