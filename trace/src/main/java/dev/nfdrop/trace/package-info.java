/// Engines and calibration: from a raw record in a ring buffer to a drop.
@NullMarked
package dev.nfdrop.trace;

import org.jspecify.annotations.NullMarked;
