package dev.nfdrop.trace.nftrace;

import dev.nfdrop.ebpf.classic.Verdict;
import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.trace.record.DropSource;
import dev.nfdrop.trace.record.RawDrop;
import dev.nfdrop.trace.select.Selection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Drops as the kernel's trace tells them, of one namespace at a time: with no other, of this
/// process's own.
public final class NftraceSource implements DropSource {
  /// Whoever polls wants to look at other things as well, however fast messages come.
  private static final int MOST_AT_ONCE = 1 << 14;

  private final Tally tally = new Tally();
  private final Selection selection;
  private Selection active = Selection.ALL;
  private Optional<TracedNamespace> traced = Optional.empty();

  /// One that traces nothing yet.
  ///
  /// @param selection the drops that are meant once [#select] was called
  public NftraceSource(Selection selection) {
    this.selection = selection;
  }

  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel refuses; nothing is traced then
  @Override
  public void restrictTo(Optional<NetworkNamespace> only) {
    if (only.isPresent()) {
      trace(only.get());
    } else {
      try (var own = NetworkNamespace.current()) {
        trace(own);
      }
    }
  }

  private void trace(NetworkNamespace namespace) {
    if (traced.filter(now -> now.inode() == namespace.inode()).isEmpty()) {
      close();
      var packets = new TracedPackets(active);
      traced =
          Optional.of(
              TracedNamespace.open(
                  namespace, packets, this::isWanted, selection.wantsLiving(), tally));
    }
  }

  @Override
  public void select(Optional<NetworkNamespace> only) {
    active = selection;
    close();
    restrictTo(only);
  }

  /// The kernel cannot be asked to trace only what a filter says: it is run here, over the headers
  /// that a trace message has. What they do not decide is wanted. While the engine is being
  /// calibrated, every verdict is.
  private boolean isWanted(RawDrop drop) {
    boolean unwanted =
        drop.verdict().lives()
            && !active.verdicts().isEmpty()
            && !active.verdicts().contains(drop.verdict());
    return !unwanted
        && active
            .packets()
            .filter(meant -> meant.judge(drop.packet()) == Verdict.NO_MATCH)
            .isEmpty();
  }

  @Override
  public List<String> remarks() {
    return traced.map(TracedNamespace::remarks).orElse(List.of());
  }

  @Override
  public int poll(Duration timeout, Consumer<RawDrop> drops) {
    return traced.map(namespace -> pass(namespace, timeout, drops)).orElse(0);
  }

  @Override
  public int drain(Consumer<RawDrop> drops) {
    return poll(Duration.ZERO, drops);
  }

  private static int pass(TracedNamespace namespace, Duration timeout, Consumer<RawDrop> drops) {
    var patience = timeout;
    var passed = 0;
    for (var taken = 0; taken < MOST_AT_ONCE; taken++) {
      var next = namespace.take(patience);
      if (next.isEmpty()) {
        break;
      }
      next.get().forEach(drops);
      passed += next.get().size();
      patience = Duration.ZERO;
    }
    return passed;
  }

  @Override
  public Counts counts() {
    return tally.counts();
  }

  @Override
  public long missed() {
    return 0;
  }

  @Override
  public void close() {
    traced.ifPresent(TracedNamespace::close);
    traced = Optional.empty();
  }
}
