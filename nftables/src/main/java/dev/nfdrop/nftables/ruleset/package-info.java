/// The ruleset of a namespace as users see it, at one time and over time.
///
/// [dev.nfdrop.nftables.ruleset.Ruleset] is a snapshot; [dev.nfdrop.nftables.ruleset.RulesetWatch]
/// follows the kernel's notifications, and remembers rules for a while after they are deleted.
///
/// A text is that of the moment when the rule was read. It goes out of date only where nft prints
/// names that can change under the rule, such as the name of a chain that it jumps to; the next
/// change to the ruleset brings a fresh one.
@NullMarked
package dev.nfdrop.nftables.ruleset;

import org.jspecify.annotations.NullMarked;
