@NullMarked
package dev.nfdrop.trace.locate;

import org.jspecify.annotations.NullMarked;
