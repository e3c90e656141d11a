/// Recognises in the machine code of `nft_do_chain()` where a packet's verdict is known.
///
/// The method is the same for every compiler: find the calls that run a rule's expressions, suppose
/// that one of them leaves a certain verdict, follow the values from there, and see where the
/// function goes and which places still hold the rule.
@NullMarked
package dev.nfdrop.locator.site;

import org.jspecify.annotations.NullMarked;
