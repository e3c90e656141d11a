@NullMarked
package dev.nfdrop.trace.select;

import org.jspecify.annotations.NullMarked;
