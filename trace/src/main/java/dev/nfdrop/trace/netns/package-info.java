/// Finds network namespaces by what users or the kernel call them.
@NullMarked
package dev.nfdrop.trace.netns;

import org.jspecify.annotations.NullMarked;
