package dev.nfdrop.nftables;

/// A rule as nft prints it, or the reason why that is not known.
public sealed interface RuleText {
  /// The rule as `nft --stateless --terse list ruleset` prints it, without indentation and without
  /// the handle. It has more than one line only where the rule has a chain of its own (`jump { ...
  /// }`).
  record Known(String text) implements RuleText {}

  /// No text.
  ///
  /// @param reason one short sentence without a full stop
  record Unknown(String reason) implements RuleText {}
}
