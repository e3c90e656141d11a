package dev.nfdrop.nftables.ruleset;

/// What is known of a rule.
public sealed interface Lookup {
  /// The rule.
  ///
  /// @param deleted whether the ruleset has no rule of that identity any more
  record Known(RuleEntry entry, boolean deleted) implements Lookup {}

  /// No rule of that identity has been read yet: it is newer than what was read last, or was
  /// deleted so long ago that it is forgotten. [RulesetWatch#awaitCurrent] tells which.
  ///
  /// @param generation the generation that was read last
  record NotKnown(int generation) implements Lookup {}
}
