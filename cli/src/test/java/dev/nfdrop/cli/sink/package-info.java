@NullMarked
package dev.nfdrop.cli.sink;

import org.jspecify.annotations.NullMarked;
