package dev.nfdrop.trace;

import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.nftables.NftablesModule;
import dev.nfdrop.trace.Life.Beginning;
import dev.nfdrop.trace.TraceRequest.NamespaceName;
import dev.nfdrop.trace.netns.NamespaceFinder;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// Reports drops while they happen, from opening to closing, whenever nf_tables is loaded. For one
/// thread.
///
/// While nf_tables is not loaded nothing of this asks for it in a way that has the kernel load it.
public final class Tracer implements AutoCloseable {
  private static final String WAITING =
      "no rule can drop anything %s; waiting for it (modprobe nf_tables loads it)";

  private static final String NOT_LOADED = "nf_tables is not loaded: " + WAITING.formatted("yet");
  private static final String UNLOADED = "nf_tables was unloaded: " + WAITING.formatted("now");

  /// Between two looks whether nf_tables is loaded: such a look is one stat(2).
  private static final Duration LOOK = Duration.ofMillis(100);

  private final TraceRequest request;
  private final Optional<NetworkNamespace> namespace;
  private final TraceStatus status;

  /// Empty while nf_tables is not loaded.
  private Optional<Life> life = Optional.empty();

  private Totals before = Totals.NONE;
  private RuleCounts countsBefore = RuleCounts.NONE;

  private Tracer(TraceRequest request, Optional<NetworkNamespace> namespace, TraceStatus status) {
    this.request = request;
    this.namespace = namespace;
    this.status = status;
  }

  /// Attaches and calibrates, or begins to wait for nf_tables.
  ///
  /// @throws dev.nfdrop.trace.netns.NamespaceNotFoundException if the namespace asked for is not
  ///   there
  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel fails in an unexpected way
  public static Opening open(TraceRequest request, TraceStatus status) {
    var missing = Permissions.missing(request.engine());
    if (missing.isPresent()) {
      return new Opening.NotPermitted(missing.get());
    }
    var namespace = request.netns().map(NamespaceName::text).map(NamespaceFinder::open);
    var tracer = new Tracer(request, namespace, status);
    try {
      if (!tracer.begin()) {
        status.waiting(NOT_LOADED);
      }
      return new Opening.Open(tracer);
    } catch (RefusedException e) {
      tracer.close();
      return e.refusal();
    } catch (RuntimeException e) {
      tracer.close();
      throw e;
    }
  }

  /// @return whether nf_tables is loaded
  private boolean begin() {
    return switch (Life.begin(request, namespace, status::hint)) {
      case Beginning.NotLoaded() -> false;
      case Beginning.Refused(var refusal) -> throw new RefusedException(refusal);
      case Beginning.Begun(var begun) -> {
        life = Optional.of(begun);
        status.ready(begun.summary());
        yield true;
      }
    };
  }

  /// Waits for drops and passes them on. Attaches and calibrates as soon as nf_tables is loaded,
  /// which takes its time.
  ///
  /// @throws RefusedException if the nf_tables that was loaded cannot be traced
  public void poll(Duration timeout, DropListener listener) {
    if (life.isPresent()) {
      life.get().poll(timeout, listener);
      endIfOver();
    } else if (NftablesModule.isLive()) {
      begin();
    } else {
      LockSupport.parkNanos(Math.min(timeout.toNanos(), LOOK.toNanos()));
    }
  }

  /// Sees no more drops from now on; those seen so far can still be drained. What was counted is
  /// consistent from then on.
  public void stop() {
    life.ifPresent(Life::stop);
  }

  /// Passes on what is there, without waiting.
  public void drain(DropListener listener) {
    life.ifPresent(current -> current.drain(listener));
    endIfOver();
  }

  private void endIfOver() {
    var ended = life.filter(Life::isOver);
    ended.ifPresent(old -> {
      life = Optional.empty();
      try (old) {
        before = before.plus(old.totals());
        countsBefore = countsBefore.plus(old.counts());
      }
      status.waiting(UNLOADED);
    });
  }

  /// What was counted since the start, also before nf_tables was unloaded and loaded again.
  public Totals totals() {
    return life.map(Life::totals).map(before::plus).orElse(before);
  }

  /// What was counted of each rule, if that was asked for, since the start.
  public RuleCounts counts() {
    return life.map(Life::counts).map(countsBefore::plus).orElse(countsBefore);
  }

  @Override
  public void close() {
    life.ifPresent(Life::close);
    namespace.ifPresent(NetworkNamespace::close);
  }
}
