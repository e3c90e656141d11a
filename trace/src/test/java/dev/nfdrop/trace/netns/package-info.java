@NullMarked
package dev.nfdrop.trace.netns;

import org.jspecify.annotations.NullMarked;
