package dev.nfdrop.trace.engine;

/// The engines, best first.
public enum EngineKind {
  KPROBE("kprobe"),
  TRACEPOINT("tracepoint");

  private final String label;

  EngineKind(String label) {
    this.label = label;
  }

  /// As users give it to `--engine`.
  public String label() {
    return label;
  }
}
