package dev.nfdrop.trace;

/// How many packets one rule, policy or other hook function has decided over.
///
/// @param first the first of them, which tells who decided
/// @param netns the namespace, with what has become known of it since then
public record RuleCount(Drop first, Drop.Namespace netns, Amount amount) {
  /// The same with another amount.
  RuleCount with(Amount other) {
    return new RuleCount(first, netns, other);
  }
}
