@NullMarked
package dev.nfdrop.trace.filter;

import org.jspecify.annotations.NullMarked;
