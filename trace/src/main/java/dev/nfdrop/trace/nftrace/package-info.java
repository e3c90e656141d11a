/// The engine `nftrace`: the kernel's own trace of packets through the rules.
///
/// A table of nfdrop's own has the kernel trace every packet of one namespace. Its messages name
/// family, table, chain and rule of each step; what they lack is taken from the ruleset, which is
/// followed by the same socket so that both come in the order in which they happened, or left out.
@NullMarked
package dev.nfdrop.trace.nftrace;

import org.jspecify.annotations.NullMarked;
