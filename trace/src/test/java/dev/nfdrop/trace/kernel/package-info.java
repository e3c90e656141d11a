@NullMarked
package dev.nfdrop.trace.kernel;

import org.jspecify.annotations.NullMarked;
