package dev.nfdrop.trace;

import java.time.Duration;
import java.util.List;

/// What this kernel offers to one engine.
public sealed interface EngineReport {
  /// The engine's name as users give it to `--engine`.
  String engine();

  /// Calibrated: it reported exactly the drops that it was shown.
  ///
  /// @param sites one line a site: the instruction and where rule, packet and base chain live there
  /// @param observed drops that calibration compared
  /// @param took from the start of the search to the end of the calibration
  /// @param cost what packets pay for it
  record Usable(String engine, List<String> sites, int observed, Duration took, EngineCost cost)
      implements EngineReport {}

  /// It cannot be used.
  ///
  /// @param sites what was found before it was refused; may be empty
  record Unusable(String engine, String reason, List<String> sites) implements EngineReport {}
}
