/// What is known of the running kernel: layouts of its structures, its code.
@NullMarked
package dev.nfdrop.trace.kernel;

import org.jspecify.annotations.NullMarked;
