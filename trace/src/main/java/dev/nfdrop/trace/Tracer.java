package dev.nfdrop.trace;

import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.trace.TraceRequest.EngineChoice;
import dev.nfdrop.trace.TraceRequest.NamespaceName;
import dev.nfdrop.trace.attribute.Attribution;
import dev.nfdrop.trace.engine.Engine;
import dev.nfdrop.trace.engine.EngineKind;
import dev.nfdrop.trace.engine.EngineStart;
import dev.nfdrop.trace.engine.EngineStarter;
import dev.nfdrop.trace.kernel.RunningKernel;
import dev.nfdrop.trace.netns.NamespaceFinder;
import dev.nfdrop.trace.nftrace.Leftovers;
import dev.nfdrop.trace.record.RawDrop;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Reports drops while they happen, from opening to closing. For one thread.
public final class Tracer implements AutoCloseable {
  private final Engine engine;
  private final Attribution attribution;
  private final String summary;
  private long lostReported;
  private long overrunsReported;

  private Tracer(Engine engine, Attribution attribution, String summary) {
    this.engine = engine;
    this.attribution = attribution;
    this.summary = summary;
  }

  /// Attaches and calibrates.
  ///
  /// @param hint is told what will be missing from the answers, and why
  /// @throws dev.nfdrop.trace.netns.NamespaceNotFoundException if the namespace asked for is not
  ///   there
  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel fails in an unexpected way
  public static Opening open(TraceRequest request, Consumer<String> hint) {
    var missing = Permissions.missing(request.engine());
    if (missing.isPresent()) {
      return new Opening.NotPermitted(missing.get());
    }
    var namespace = request.netns().map(NamespaceName::text).map(NamespaceFinder::open);
    return switch (start(request)) {
      case Started.Refused(var reason) -> {
        namespace.ifPresent(NetworkNamespace::close);
        yield new Opening.Unsupported(reason);
      }
      case Started.NotPermitted(var reason) -> {
        namespace.ifPresent(NetworkNamespace::close);
        yield new Opening.NotPermitted(reason);
      }
      case Started.Running(var start) -> new Opening.Ready(ready(start, namespace, hint));
    };
  }

  private sealed interface Started {
    record Running(EngineStart.Calibrated start) implements Started {}

    record Refused(String reason) implements Started {}

    record NotPermitted(String reason) implements Started {}
  }

  private static Started start(TraceRequest request) {
    if (request.engine() == EngineChoice.NFTRACE) {
      return switch (EngineStarter.startNftrace()) {
        case EngineStart.Calibrated calibrated -> new Started.Running(calibrated);
        case EngineStart.Unusable(_, var reason, _) ->
            new Started.Refused("engine nftrace: " + reason);
        case EngineStart.NotPermitted(_, var reason) ->
            new Started.NotPermitted("not permitted: engine nftrace: " + reason);
      };
    }
    return switch (RunningKernel.read()) {
      case RunningKernel.Reading.Unknown(var reason) -> new Started.Refused(reason);
      case RunningKernel.Reading.Known(var kernel) -> {
        var starter = new EngineStarter(kernel, request.assumption());
        var enginesByReason = new LinkedHashMap<String, String>();
        var permitted = true;
        for (var kind : kinds(request.engine())) {
          switch (starter.start(kind)) {
            case EngineStart.Calibrated calibrated -> {
              yield new Started.Running(calibrated);
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
        yield permitted
            ? new Started.Refused("kernel %s cannot be served: %s".formatted(kernel.release(), why))
            : new Started.NotPermitted("not permitted: " + why);
      }
    };
  }

  private static void note(
      EngineKind kind, String reason, SequencedMap<String, String> enginesByReason) {
    enginesByReason.merge(reason, kind.label(), (first, next) -> first + " and " + next);
  }

  private static Tracer ready(
      EngineStart.Calibrated start, Optional<NetworkNamespace> namespace, Consumer<String> hint) {
    var attribution = new Attribution(hint);
    namespace.ifPresent(attribution::prepare);
    restrict(start.engine(), namespace);
    start.engine().remarks().forEach(hint);
    var summary =
        "engine %s, calibrated on %d drops in %d ms"
            .formatted(start.kind().label(), start.drops(), start.took().toMillis());
    return new Tracer(start.engine(), attribution, summary);
  }

  /// Where the engine may not go on, it is taken down.
  private static void restrict(Engine engine, Optional<NetworkNamespace> namespace) {
    try {
      if (namespace.isPresent()) {
        Leftovers.sweep(namespace.get());
      } else {
        try (var own = NetworkNamespace.current()) {
          Leftovers.sweep(own);
        }
      }
      engine.restrictTo(namespace);
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  private static List<EngineKind> kinds(EngineChoice choice) {
    return switch (choice) {
      case AUTO -> EngineKind.automatic();
      case KPROBE -> List.of(EngineKind.KPROBE);
      case TRACEPOINT -> List.of(EngineKind.TRACEPOINT);
      case NFTRACE -> List.of(EngineKind.NFTRACE);
    };
  }

  /// The engine and its calibration, in words.
  public String summary() {
    return summary;
  }

  /// Waits for drops and passes them on.
  public void poll(Duration timeout, DropListener listener) {
    engine.poll(timeout, raw -> pass(raw, listener));
    reportLost(listener);
  }

  /// Passes on what is there, without waiting.
  public void drain(DropListener listener) {
    engine.drain(raw -> pass(raw, listener));
    reportLost(listener);
  }

  private void pass(RawDrop raw, DropListener listener) {
    listener.drop(attribution.drop(raw));
  }

  private void reportLost(DropListener listener) {
    var counts = engine.counts();
    if (counts.lost() > lostReported) {
      listener.lost(counts.lost() - lostReported);
      lostReported = counts.lost();
    }
    if (counts.overruns() > overrunsReported) {
      listener.overrun();
      overrunsReported = counts.overruns();
    }
  }

  /// What was counted since the start.
  public Totals totals() {
    var counts = engine.counts();
    return new Totals(
        counts.seen(), counts.lost(), engine.missed(), counts.unattributed(), counts.overruns());
  }

  @Override
  public void close() {
    try (engine) {
      attribution.close();
    }
  }
}
