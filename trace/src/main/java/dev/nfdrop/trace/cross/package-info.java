/// Holds two engines against each other on the same drops.
@NullMarked
package dev.nfdrop.trace.cross;

import org.jspecify.annotations.NullMarked;
