@NullMarked
package dev.nfdrop.trace.element;

import org.jspecify.annotations.NullMarked;
