package dev.nfdrop.trace.calibrate;

import dev.nfdrop.trace.Drop.Cause;
import java.util.Optional;

/// A packet of the calibration, known by its length, and what becomes of it.
///
/// @param what for messages
/// @param length `skb->len` in bytes; samples of one length have one fate
/// @param fate empty where the packet passes
public record Sample(String what, int length, Optional<Fate> fate) {
  /// The drop that an engine has to report.
  ///
  /// @param chain the chain that holds the rule; for a policy, the base chain
  /// @param handle the rule's handle; 0 for a policy
  public record Fate(
      Cause cause, NamedHandle table, NamedHandle chain, NamedHandle baseChain, long handle) {}

  /// Something of nf_tables by the name and the number that the kernel knows it by.
  public record NamedHandle(String name, long handle) {
    @Override
    public String toString() {
      return "%s (handle %d)".formatted(name, handle);
    }
  }
}
