package dev.nfdrop.trace;

/// What led to a drop, beyond the rule itself.
///
/// @param path through the rules
public record Why(RulePath path) {
  /// Nothing is known of it, or there is nothing to know.
  public static final Why NOTHING = new Why(RulePath.DIRECT);
}
