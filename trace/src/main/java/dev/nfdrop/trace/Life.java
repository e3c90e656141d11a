package dev.nfdrop.trace;

import dev.nfdrop.ebpf.sys.KernelException;
import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.nftables.NftablesModule;
import dev.nfdrop.trace.attribute.Attribution;
import dev.nfdrop.trace.engine.Engine;
import dev.nfdrop.trace.engine.EngineStart;
import dev.nfdrop.trace.nftrace.Leftovers;
import dev.nfdrop.trace.record.RawDrop;
import dev.nfdrop.trace.select.SelectedDrops;
import dev.nfdrop.trace.select.Selection;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// Tracing while nf_tables is loaded once. Addresses, calibration and rulesets are worth nothing
/// when it is unloaded, so nothing of this outlives it. For one thread.
final class Life implements AutoCloseable {
  private final NftablesModule module;
  private final Engine engine;
  private final Attribution attribution;
  private final Selection selection;
  private final Optional<Counting> counting;
  private final String summary;
  private long lostReported;
  private long overrunsReported;
  private long stale;

  /// Whether nf_tables was there when the batch of records was taken that is being passed on; empty
  /// while there is no batch.
  private Optional<Boolean> batchIsOfThisLife = Optional.empty();

  private boolean over;

  private Life(
      NftablesModule module,
      Engine engine,
      Attribution attribution,
      TraceRequest request,
      String summary) {
    this.module = module;
    this.engine = engine;
    this.attribution = attribution;
    this.selection = request.selection();
    this.counting = request.countsOnly() ? Optional.of(new Counting(selection)) : Optional.empty();
    this.summary = summary;
  }

  /// What came of trying to begin.
  sealed interface Beginning {
    /// Attached and calibrated. Whoever receives it closes the life.
    record Begun(Life life) implements Beginning {}

    /// nf_tables is not loaded, or was unloaded meanwhile.
    record NotLoaded() implements Beginning {}

    /// This kernel cannot be served, or the process lacks a right.
    record Refused(Opening.Refused refusal) implements Beginning {}
  }

  /// Attaches and calibrates.
  ///
  /// @param namespace the only one to report; empty for all; stays owned by the caller
  /// @param hint is told what will be missing from the answers, and why
  /// @throws KernelException if the kernel fails in an unexpected way
  static Beginning begin(
      TraceRequest request, Optional<NetworkNamespace> namespace, Consumer<String> hint) {
    var module = NftablesModule.now();
    try {
      var beginning = begin(module, request, namespace, hint);
      if (module.isUnchanged()) {
        return beginning;
      }
      if (beginning instanceof Beginning.Begun(var life)) {
        life.close();
      }
    } catch (KernelException e) {
      if (module.isUnchanged()) {
        throw e;
      }
    }
    return new Beginning.NotLoaded();
  }

  private static Beginning begin(
      NftablesModule module,
      TraceRequest request,
      Optional<NetworkNamespace> namespace,
      Consumer<String> hint) {
    return switch (FirstEngine.start(request)) {
      case FirstEngine.NotLoaded() -> new Beginning.NotLoaded();
      case FirstEngine.None(var refusal) -> new Beginning.Refused(refusal);
      case FirstEngine.Started(var start) ->
          new Beginning.Begun(of(module, start, namespace, request, hint));
    };
  }

  private static Life of(
      NftablesModule module,
      EngineStart.Calibrated start,
      Optional<NetworkNamespace> namespace,
      TraceRequest request,
      Consumer<String> hint) {
    var engine = start.engine();
    var attribution = new Attribution(hint);
    try {
      attribution.prepare(
          namespace.map(NetworkNamespace::again).orElseGet(NetworkNamespace::current));
      sweep(namespace);
      engine.select(namespace);
    } catch (RuntimeException e) {
      attribution.close();
      engine.close();
      throw e;
    }
    engine.remarks().forEach(hint);
    var summary =
        "engine %s, calibrated on %d drops in %d ms"
            .formatted(start.kind().label(), start.drops(), start.took().toMillis());
    return new Life(module, engine, attribution, request, summary);
  }

  /// What an nfdrop that was killed has left in the ruleset goes.
  private static void sweep(Optional<NetworkNamespace> namespace) {
    if (namespace.isPresent()) {
      Leftovers.sweep(namespace.get());
    } else {
      try (var own = NetworkNamespace.current()) {
        Leftovers.sweep(own);
      }
    }
  }

  /// The engine and its calibration, in words.
  String summary() {
    return summary;
  }

  /// Waits for drops and passes them on.
  void poll(Duration timeout, DropListener listener) {
    var selected = selected(listener);
    engine.poll(timeout, raw -> pass(raw, selected));
    endBatch(listener);
  }

  /// Passes on what is there, without waiting.
  void drain(DropListener listener) {
    var selected = selected(listener);
    engine.drain(raw -> pass(raw, selected));
    endBatch(listener);
  }

  private DropListener selected(DropListener listener) {
    return new SelectedDrops(selection, listener);
  }

  /// Whether nf_tables was unloaded: no more drops will come.
  boolean isOver() {
    return over;
  }

  /// At the first record of a batch the last one has been written already. If nf_tables is still
  /// loaded then, all of them were written while it was, and their addresses were its own.
  private void pass(RawDrop raw, DropListener listener) {
    if (isOfThisLife()) {
      attribution.pass(raw, counting.map(counts -> counts.first(raw)).orElse(listener));
    } else {
      stale++;
    }
  }

  private boolean isOfThisLife() {
    var answer = batchIsOfThisLife.orElseGet(module::isUnchanged);
    batchIsOfThisLife = Optional.of(answer);
    return answer;
  }

  private void endBatch(DropListener listener) {
    over |= !isOfThisLife();
    batchIsOfThisLife = Optional.empty();
    attribution.releaseDeleted();
    reportLost(listener);
  }

  private void reportLost(DropListener listener) {
    if (counting.isPresent()) {
      return; // nobody waits for records
    }
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

  /// Sees no more drops from now on.
  void stop() {
    engine.stop();
  }

  /// What was counted of each rule since the start.
  RuleCounts counts() {
    return counting
        .map(counts -> counts.counts(engine.amounts(), attribution))
        .orElse(RuleCounts.NONE);
  }

  /// What was counted since the start.
  Totals totals() {
    var counts = engine.counts();
    return new Totals(
        counts.seen(),
        counts.lost(),
        engine.missed(),
        counts.unattributed() + stale,
        counts.overruns(),
        counts.living(),
        counts.unexplained());
  }

  @Override
  public void close() {
    try (engine) {
      attribution.close();
    }
  }
}
