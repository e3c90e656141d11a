package dev.nfdrop.trace.record;

import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.trace.DropCounts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// Something attached to the kernel that reports drops until it is closed. For one thread.
public interface DropSource extends AutoCloseable {
  /// Reports only drops in this namespace from now on; with none, in all that this source can see.
  ///
  /// @param only owned by the caller, and open as long as this source
  void restrictTo(Optional<NetworkNamespace> only);

  /// Like [#restrictTo], and of the drops there only those that were selected when the source was
  /// made, as far as it can tell.
  default void select(Optional<NetworkNamespace> only) {
    restrictTo(only);
  }

  /// What the user should know of what it does to the namespace that it was restricted to.
  default List<String> remarks() {
    return List.of();
  }

  /// Tells of no jumps any more: they turned out to be wrong.
  default void ignoreJumps() {}

  /// Waits for drops and passes on all that are there. The view is valid only during the call.
  ///
  /// @return how many there were
  int poll(Duration timeout, Consumer<RawDrop> drops);

  /// Passes on what is there, without waiting.
  ///
  /// @return how many there were
  int drain(Consumer<RawDrop> drops);

  /// What was counted since the source was opened.
  Counts counts();

  /// What was counted by key since it was [#select]ed; nothing where nothing is.
  default Amounts amounts() {
    return Amounts.NONE;
  }

  /// Ends what is seen, for good; what was seen until then can still be read.
  default void stop() {}

  /// Runs of a program that the kernel skipped since the source was opened.
  long missed();

  @Override
  void close();

  /// What a source has counted.
  ///
  /// @param seen drops that were reported or lost
  /// @param lost drops whose record found no room
  /// @param unattributed drops whose rule could not be read with certainty
  /// @param overruns how often an unknown number of drops was lost before it could be seen
  /// @param living packets that live on after a verdict which is wanted
  /// @param freed packets that the kernel freed as dropped by netfilter; empty where nothing counts
  ///   them
  record Counts(
      DropCounts seen,
      long lost,
      long unattributed,
      long overruns,
      long living,
      OptionalLong freed) {
    public Counts minus(Counts earlier) {
      return new Counts(
          seen.minus(earlier.seen),
          lost - earlier.lost,
          unattributed - earlier.unattributed,
          overruns - earlier.overruns,
          living - earlier.living,
          freed.isPresent() ? OptionalLong.of(freed.getAsLong() - earlier.freed.orElse(0)) : freed);
    }

    /// The same where nobody has counted freed packets.
    public Counts withoutFreed() {
      return new Counts(seen, lost, unattributed, overruns, living, OptionalLong.empty());
    }

    /// Packets freed more than anything here accounts for; negative for fewer.
    public long unexplained() {
      return freed.isPresent() ? freed.getAsLong() - seen.total() - unattributed : 0;
    }
  }
}
