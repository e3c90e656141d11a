package dev.nfdrop.trace;

import dev.nfdrop.trace.TraceRequest.EngineChoice;
import dev.nfdrop.trace.engine.EngineKind;
import dev.nfdrop.trace.engine.EngineStart;
import dev.nfdrop.trace.engine.EngineStarter;
import dev.nfdrop.trace.kernel.RunningKernel;
import dev.nfdrop.trace.select.Selection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// The best of the engines asked for that can be started.
sealed interface FirstEngine {
  /// Whoever receives it closes the engine.
  record Started(EngineStart.Calibrated start) implements FirstEngine {}

  /// There are no rules to be traced.
  record NotLoaded() implements FirstEngine {}

  record None(Opening.Refused refusal) implements FirstEngine {}

  /// Why one engine does not count.
  String UNCOUNTED =
      "engine nftrace: it counts nothing in the kernel, and loses messages when many packets drop";

  /// Starts engines, best first, until one is calibrated. Never has the kernel load nf_tables.
  static FirstEngine start(TraceRequest request) {
    if (request.engine() == EngineChoice.NFTRACE && request.countsOnly()) {
      return new None(new Opening.Unsupported(UNCOUNTED));
    }
    if (request.engine() == EngineChoice.NFTRACE) {
      return RunningKernel.hasNfTables() ? nftrace(request.selection()) : new NotLoaded();
    }
    return switch (RunningKernel.read()) {
      case RunningKernel.Reading.WithoutNfTables() -> new NotLoaded();
      case RunningKernel.Reading.Unknown(var reason) -> new None(new Opening.Unsupported(reason));
      case RunningKernel.Reading.Known(var kernel) -> start(kernel, request);
    };
  }

  private static FirstEngine nftrace(Selection selection) {
    return switch (EngineStarter.startNftrace(selection)) {
      case EngineStart.Calibrated calibrated -> new Started(calibrated);
      case EngineStart.Unusable(_, var reason, _) ->
          new None(new Opening.Unsupported("engine nftrace: " + reason));
      case EngineStart.NotPermitted(_, var reason) ->
          new None(new Opening.NotPermitted("not permitted: engine nftrace: " + reason));
    };
  }

  private static FirstEngine start(RunningKernel kernel, TraceRequest request) {
    var starter =
        new EngineStarter(kernel, request.assumption(), request.selection(), request.countsOnly());
    var enginesByReason = new LinkedHashMap<String, String>();
    var permitted = true;
    for (var kind : kinds(request.engine())) {
      switch (starter.start(kind)) {
        case EngineStart.Calibrated calibrated -> {
          return new Started(calibrated);
        }
        case EngineStart.NotPermitted(_, var reason) -> {
          permitted = false;
          note(kind, reason, enginesByReason);
        }
        case EngineStart.Unusable(_, var reason, _) -> note(kind, reason, enginesByReason);
      }
    }
    var why =
        enginesByReason.entrySet().stream()
            .map(entry -> "engine %s: %s".formatted(entry.getValue(), entry.getKey()))
            .collect(Collectors.joining("; "));
    return new None(
        permitted
            ? new Opening.Unsupported(
                "kernel %s cannot be served: %s".formatted(kernel.release(), why))
            : new Opening.NotPermitted("not permitted: " + why));
  }

  private static void note(
      EngineKind kind, String reason, SequencedMap<String, String> enginesByReason) {
    enginesByReason.merge(reason, kind.label(), (first, next) -> first + " and " + next);
  }

  private static List<EngineKind> kinds(EngineChoice choice) {
    return switch (choice) {
      case AUTO -> EngineKind.automatic();
      case KPROBE -> List.of(EngineKind.KPROBE);
      case TRACEPOINT -> List.of(EngineKind.TRACEPOINT);
      case NFTRACE -> List.of(EngineKind.NFTRACE);
    };
  }
}
