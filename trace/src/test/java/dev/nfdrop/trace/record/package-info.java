@NullMarked
package dev.nfdrop.trace.record;

import org.jspecify.annotations.NullMarked;
