package dev.nfdrop.cli;

import dev.nfdrop.trace.TraceRequest;
import dev.nfdrop.trace.TraceRequest.EngineChoice;
import dev.nfdrop.trace.TraceRequest.NamespaceName;
import dev.nfdrop.trace.select.Selection;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The options that say how and where to trace.
final class EngineOptions {
  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      defaultValue = "auto",
      description =
          "auto, kprobe, tracepoint or nftrace (default: ${DEFAULT-VALUE}). nftrace adds a table to the"
              + " ruleset, and is never chosen by auto.")
  EngineChoice engine = EngineChoice.AUTO;

  @Option(
      names = "--netns",
      paramLabel = "NETNS",
      description = "Only this network namespace: a path, a name that 'ip netns' lists, an inode.")
  Optional<String> netns = Optional.empty();

  @Option(
      names = "--assume-rule-at",
      paramLabel = "PLACE",
      hidden = true,
      description =
          "Take the rule from this place (r12, or -5 for the fifth word below the return address)"
              + " instead of the one found. Calibration still judges it.")
  Optional<String> assumption = Optional.empty();

  /// @param selection the drops to report
  /// @param countsOnly whether to count them only
  TraceRequest request(Selection selection, boolean countsOnly) {
    return new TraceRequest(
        engine, netns.map(NamespaceName::new), assumption, selection, countsOnly);
  }
}
