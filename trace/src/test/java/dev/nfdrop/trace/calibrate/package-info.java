@NullMarked
package dev.nfdrop.trace.calibrate;

import org.jspecify.annotations.NullMarked;
