package dev.nfdrop.trace.record;

import dev.nfdrop.ebpf.sys.NetworkNamespace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Something attached to the kernel that reports drops until it is closed. For one thread.
public interface DropSource extends AutoCloseable {
  /// Reports only drops in this namespace from now on; with none, in all that this source can see.
  ///
  /// @param only owned by the caller, and open as long as this source
  void restrictTo(Optional<NetworkNamespace> only);

  /// What the user should know of what it does to the namespace that it was restricted to.
  default List<String> remarks() {
    return List.of();
  }

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

  /// Runs of a program that the kernel skipped since the source was opened.
  long missed();

  @Override
  void close();

  /// What a source has counted.
  ///
  /// @param seen drops
  /// @param lost drops whose record found no room
  /// @param unattributed drops whose rule could not be read with certainty
  /// @param overruns how often an unknown number of drops was lost before it could be seen
  record Counts(long seen, long lost, long unattributed, long overruns) {
    public Counts minus(Counts earlier) {
      return new Counts(
          seen - earlier.seen,
          lost - earlier.lost,
          unattributed - earlier.unattributed,
          overruns - earlier.overruns);
    }
  }
}
