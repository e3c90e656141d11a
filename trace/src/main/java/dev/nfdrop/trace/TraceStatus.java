package dev.nfdrop.trace;

/// Is told by a [Tracer] how it is doing.
public interface TraceStatus {
  /// All is attached and calibrated: from now on drops are reported. Again after each
  /// [#waiting(String)].
  ///
  /// @param summary the engine and its calibration
  void ready(String summary);

  /// No drops will be reported until the next [#ready(String)].
  ///
  /// @param reason what is waited for
  void waiting(String reason);

  /// Something will be missing from the answers.
  ///
  /// @param text what, and why
  void hint(String text);
}
