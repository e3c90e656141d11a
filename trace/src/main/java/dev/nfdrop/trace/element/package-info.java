/// Which element of a set or map a packet matched: the rule's expressions are followed over the
/// packet up to the look-up, and the kernel is asked for that one key.
@NullMarked
package dev.nfdrop.trace.element;

import org.jspecify.annotations.NullMarked;
