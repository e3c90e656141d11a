package dev.nfdrop.trace.engine;

import java.util.List;

/// The engines, those that cost a packet least first.
public enum EngineKind {
  /// A direct call, where a probe on a call instruction is a trap.
  TRACEPOINT("tracepoint"),
  KPROBE("kprobe"),
  /// Changes the ruleset, and so is never chosen but by name.
  NFTRACE("nftrace");

  private final String label;

  EngineKind(String label) {
    this.label = label;
  }

  /// Those to choose from where the user does not, cheapest first.
  public static List<EngineKind> automatic() {
    return List.of(TRACEPOINT, KPROBE);
  }

  /// As users give it to `--engine`.
  public String label() {
    return label;
  }
}
