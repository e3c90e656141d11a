/// The `nfdrop` command: options in, lines out.
@NullMarked
package dev.nfdrop.cli;

import org.jspecify.annotations.NullMarked;
