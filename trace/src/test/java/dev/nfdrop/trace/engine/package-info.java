@NullMarked
package dev.nfdrop.trace.engine;

import org.jspecify.annotations.NullMarked;
