@NullMarked
package dev.nfdrop.trace;

import org.jspecify.annotations.NullMarked;
