package dev.nfdrop.nftables.build;

/// What a rule or a verdict map decides.
public sealed interface Verdict {
  /// Ends at once.
  enum Final implements Verdict {
    DROP,
    ACCEPT
  }

  /// Goes back to the calling chain, or to the base chain's policy.
  record Return() implements Verdict {}

  /// Runs a chain and comes back.
  record Jump(String chain) implements Verdict {}

  /// Runs a chain and does not come back.
  record Goto(String chain) implements Verdict {}
}
