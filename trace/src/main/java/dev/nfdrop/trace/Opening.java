package dev.nfdrop.trace;

/// How an attempt to start tracing ended.
public sealed interface Opening {
  /// It traces, or waits for nf_tables to be loaded. Whoever receives it closes the tracer.
  record Open(Tracer tracer) implements Opening {}

  /// Nothing is traced.
  sealed interface Refused extends Opening {
    /// One sentence for the user.
    String reason();
  }

  /// The process lacks a right.
  ///
  /// @param reason what was refused and what would permit it
  record NotPermitted(String reason) implements Refused {}

  /// This kernel cannot be served.
  ///
  /// @param reason what was looked for and what was found
  record Unsupported(String reason) implements Refused {}
}
