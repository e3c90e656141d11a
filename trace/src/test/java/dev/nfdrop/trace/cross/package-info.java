@NullMarked
package dev.nfdrop.trace.cross;

import org.jspecify.annotations.NullMarked;
