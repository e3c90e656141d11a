package dev.nfdrop.trace.calibrate;

import dev.nfdrop.trace.Drop.Cause;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A packet of the calibration, known by its length, and what becomes of it.
///
/// @param what for messages
/// @param length `skb->len` in bytes; samples of one length have one fate
/// @param fate the drop at the end; empty where the packet passes
/// @param passed what lets it pass before, in order
public record Sample(String what, int length, Optional<Fate> fate, List<Fate> passed) {
  public Sample {
    passed = List.copyOf(passed);
  }

  /// The verdict that an engine has to report.
  ///
  /// @param chain the chain that holds the rule; for a policy, the base chain
  /// @param handle the rule's handle; 0 for a policy
  /// @param jumps those that have not returned, in order
  public record Fate(
      Cause cause,
      NamedHandle table,
      NamedHandle chain,
      NamedHandle baseChain,
      long handle,
      List<Jump> jumps) {
    public Fate {
      jumps = List.copyOf(jumps);
    }

    /// The same behind these jumps.
    Fate behind(Jump... taken) {
      return new Fate(cause, table, chain, baseChain, handle, List.of(taken));
    }
  }

  /// A jump, by handles.
  ///
  /// @param rule that jumped
  /// @param next the rule behind it; empty if it is the last of its chain
  /// @param chain that it is in
  public record Jump(long rule, OptionalLong next, long chain) {}

  /// Something of nf_tables by the name and the number that the kernel knows it by.
  public record NamedHandle(String name, long handle) {
    @Override
    public String toString() {
      return "%s (handle %d)".formatted(name, handle);
    }
  }
}
