package dev.nfdrop.trace.engine;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// What came of starting an engine.
public sealed interface EngineStart {
  /// Which engine was tried.
  EngineKind kind();

  /// Where the drops are seen, a line each.
  List<String> sites();

  /// Attached and calibrated. Whoever receives it closes the engine.
  ///
  /// @param drops how many the calibration compared
  /// @param took from the first look at the kernel to the end of the calibration
  record Calibrated(EngineKind kind, Engine engine, List<String> sites, int drops, Duration took)
      implements EngineStart {
    /// The same with another line.
    Calibrated with(String line) {
      var lines = Stream.concat(sites.stream(), Stream.of(line)).toList();
      return new Calibrated(kind, engine, lines, drops, took);
    }
  }

  /// The kernel does not permit it to this process.
  ///
  /// @param reason what was refused and what would permit it
  record NotPermitted(EngineKind kind, String reason) implements EngineStart {
    @Override
    public List<String> sites() {
      return List.of();
    }
  }

  /// Not usable on this kernel.
  ///
  /// @param reason what is missing, or what the calibration found wrong
  record Unusable(EngineKind kind, String reason, List<String> sites) implements EngineStart {}
}
