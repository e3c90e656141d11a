package dev.nfdrop.trace.engine;

import java.util.List;

/// The engines, best first.
public enum EngineKind {
  KPROBE("kprobe"),
  TRACEPOINT("tracepoint"),
  /// Changes the ruleset, and so is never chosen but by name.
  NFTRACE("nftrace");

  private final String label;

  EngineKind(String label) {
    this.label = label;
  }

  /// Those to choose from where the user does not, best first.
  public static List<EngineKind> automatic() {
    return List.of(KPROBE, TRACEPOINT);
  }

  /// As users give it to `--engine`.
  public String label() {
    return label;
  }
}
