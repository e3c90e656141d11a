package dev.nfdrop.trace;

import dev.nfdrop.trace.select.Selection;
import java.util.Optional;

/// What to trace.
///
/// @param engine the engine to use
/// @param netns the only namespace to report; empty for all
/// @param assumption a place of the rule to try instead of the ones found; calibration still judges
/// @param selection the drops to report
/// @param countsOnly whether drops are counted in the kernel and not reported one by one
public record TraceRequest(
    EngineChoice engine,
    Optional<NamespaceName> netns,
    Optional<String> assumption,
    Selection selection,
    boolean countsOnly) {

  /// Which engine the user asked for.
  public enum EngineChoice {
    AUTO,
    KPROBE,
    TRACEPOINT,
    NFTRACE
  }

  /// A namespace as users name it: a path, a name that `ip netns` knows, or an inode.
  public record NamespaceName(String text) {}
}
