package dev.nfdrop.trace;

import dev.nfdrop.trace.TraceRequest.EngineChoice;
import dev.nfdrop.trace.calibrate.CalibrationGround;
import dev.nfdrop.trace.calibrate.PacketTimes;
import dev.nfdrop.trace.engine.Engine;
import dev.nfdrop.trace.engine.EngineKind;
import dev.nfdrop.trace.engine.EngineStart;
import dev.nfdrop.trace.engine.EngineStarter;
import dev.nfdrop.trace.kernel.RunningKernel;
import dev.nfdrop.trace.select.Selection;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What this kernel offers to each engine.
public sealed interface EngineCheck {
  /// The kernel could be looked at.
  ///
  /// @param kernel release and architecture
  /// @param engines best first
  record Checked(String kernel, List<EngineReport> engines) implements EngineCheck {}

  /// The process lacks a right.
  ///
  /// @param reason what is missing and what would permit it
  record NotPermitted(String reason) implements EngineCheck {}

  /// No engine can work here.
  ///
  /// @param reason what the kernel does not offer
  record Unsupported(String reason) implements EngineCheck {}

  /// Starts each engine, calibrates it, measures what it costs, and takes it down again.
  ///
  /// @param times how often each engine is started
  static EngineCheck run(int times) {
    var missing = Permissions.missing(EngineChoice.AUTO);
    if (missing.isPresent()) {
      return new NotPermitted(missing.get());
    }
    return switch (RunningKernel.read()) {
      case RunningKernel.Reading.WithoutNfTables none -> new Unsupported(none.reason());
      case RunningKernel.Reading.Unknown(var reason) -> new Unsupported(reason);
      case RunningKernel.Reading.Known(var kernel) -> {
        var starter = new EngineStarter(kernel, Optional.empty(), Selection.ALL, false);
        var reports =
            Arrays.stream(EngineKind.values()).map(kind -> report(starter, kind, times)).toList();
        yield new Checked(kernel.release() + " " + System.getProperty("os.arch"), reports);
      }
    };
  }

  /// Of the last start, or of the first that failed.
  private static EngineReport report(EngineStarter starter, EngineKind kind, int times) {
    for (int time = 1; time < times; time++) {
      switch (starter.start(kind)) {
        case EngineStart.Calibrated calibrated -> calibrated.engine().close();
        case EngineStart.Unusable unusable -> {
          return report(unusable);
        }
        case EngineStart.NotPermitted refusal -> {
          return report(refusal);
        }
      }
    }
    return report(starter.start(kind));
  }

  private static EngineReport report(EngineStart start) {
    var engine = start.kind().label();
    return switch (start) {
      case EngineStart.Calibrated(_, var running, var sites, int drops, var took) ->
          new EngineReport.Usable(engine, sites, drops, took, cost(running));
      case EngineStart.NotPermitted(_, var reason) ->
          new EngineReport.Unusable(engine, "not permitted: " + reason, List.of());
      case EngineStart.Unusable(_, var reason, var sites) ->
          new EngineReport.Unusable(engine, reason, sites);
    };
  }

  /// Measures with the engine, takes it down, and measures without.
  private static EngineCost cost(Engine engine) {
    try (var ground = CalibrationGround.prepare()) {
      PacketTimes with;
      try (engine) {
        engine.restrictTo(Optional.of(ground.namespace()));
        Runnable empty = () -> engine.drain(_ -> {});
        PacketTimes.measure(ground, empty); // for the JVM to compile what sends
        with = PacketTimes.measure(ground, empty);
      }
      return EngineCost.between(with, PacketTimes.measure(ground, () -> {}));
    }
  }
}
