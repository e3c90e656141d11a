package dev.nfdrop.trace;

import dev.nfdrop.trace.TraceRequest.EngineChoice;
import dev.nfdrop.trace.cross.CrossCheck;
import dev.nfdrop.trace.engine.EngineKind;
import dev.nfdrop.trace.engine.EngineStart;
import dev.nfdrop.trace.engine.EngineStarter;
import dev.nfdrop.trace.kernel.RunningKernel;
import dev.nfdrop.trace.select.Selection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Whether both engines that cost little report the same drops.
public sealed interface CrossReport {
  /// Both watched.
  ///
  /// @param engines their names
  /// @param took how long they were compared
  /// @param drops how many drops there were meanwhile, calibration's own among them
  /// @param differences a line each; none where they agree
  record Compared(List<String> engines, Duration took, long drops, List<String> differences)
      implements CrossReport {}

  /// The process lacks a right.
  ///
  /// @param reason what is missing and what would permit it
  record NotPermitted(String reason) implements CrossReport {}

  /// There are no two engines here.
  ///
  /// @param reason which one is missing, and why
  record Unsupported(String reason) implements CrossReport {}

  /// Starts and calibrates both, compares them for this long, and takes them down again.
  ///
  /// @param interrupted ends it early
  static CrossReport make(Duration duration, BooleanSupplier interrupted) {
    var missing = Permissions.missing(EngineChoice.AUTO);
    if (missing.isPresent()) {
      return new NotPermitted(missing.get());
    }
    return switch (RunningKernel.read()) {
      case RunningKernel.Reading.WithoutNfTables none -> new Unsupported(none.reason());
      case RunningKernel.Reading.Unknown(var reason) -> new Unsupported(reason);
      case RunningKernel.Reading.Known(var kernel) -> {
        var starter = new EngineStarter(kernel, Optional.empty(), Selection.ALL, false);
        yield first(starter, duration, interrupted);
      }
    };
  }

  private static CrossReport first(
      EngineStarter starter, Duration duration, BooleanSupplier interrupted) {
    return switch (starter.start(EngineKind.KPROBE)) {
      case EngineStart.Unusable unusable -> lacks(unusable);
      case EngineStart.NotPermitted(var kind, var reason) ->
          new NotPermitted("not permitted: engine %s: %s".formatted(kind.label(), reason));
      case EngineStart.Calibrated one -> {
        try (var _ = one.engine()) {
          yield second(one, starter, duration, interrupted);
        }
      }
    };
  }

  private static CrossReport second(
      EngineStart.Calibrated one,
      EngineStarter starter,
      Duration duration,
      BooleanSupplier interrupted) {
    return switch (starter.start(EngineKind.TRACEPOINT)) {
      case EngineStart.Unusable unusable -> lacks(unusable);
      case EngineStart.NotPermitted(var kind, var reason) ->
          new NotPermitted("not permitted: engine %s: %s".formatted(kind.label(), reason));
      case EngineStart.Calibrated other -> {
        try (var _ = other.engine()) {
          var outcome = CrossCheck.run(one.engine(), other.engine(), duration, interrupted);
          yield new Compared(
              List.of(one.kind().label(), other.kind().label()),
              outcome.took(),
              outcome.drops(),
              outcome.differences());
        }
      }
    };
  }

  private static CrossReport lacks(EngineStart.Unusable unusable) {
    return new Unsupported(
        "two engines are needed: %s is not usable: %s"
            .formatted(unusable.kind().label(), unusable.reason()));
  }
}
