/// Finds the instruction inside `nft_do_chain()` where a verdict is known.
@NullMarked
package dev.nfdrop.locator;

import org.jspecify.annotations.NullMarked;
