/// Rules' texts, as `nft` prints them.
///
/// The listing comes from the `nft` command, run inside the namespace, and not from libnftables
/// through the FFM API: the library is the same code with the same cost of parsing, but it aborts
/// the process on some rulesets it does not know, keeps what it leaks, and has no bound on time or
/// memory; a child process confines all that. Its start costs some three milliseconds.
///
/// It is run with `--handle --stateless --terse`: counters' values would be out of date a moment
/// later and are no part of a rule's text, and elements of named sets are never dumped. Elements of
/// anonymous sets, `{ 22, 80 }`, belong to the rule and are printed all the same. Releases that
/// leave them out print the kernel's name of the set, `@__set0`: such a text is not passed on.
///
/// A listing is not to be trusted by itself: comments, log prefixes and names are other people's
/// bytes, printed as they are, and may look like other rules. [dev.nfdrop.nftables.text.Listing]
/// says how texts are taken from it nevertheless.
@NullMarked
package dev.nfdrop.nftables.text;

import org.jspecify.annotations.NullMarked;
