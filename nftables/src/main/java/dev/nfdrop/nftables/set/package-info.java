/// Sets and maps of a ruleset, element by element: they may be large, and are never read whole.
@NullMarked
package dev.nfdrop.nftables.set;

import org.jspecify.annotations.NullMarked;
