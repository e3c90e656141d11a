package dev.nfdrop.cli.sink;

import dev.nfdrop.trace.RuleCounts;
import java.time.Instant;

/// Where counts are shown. Used by one thread; a reader that goes away is no error, as in a
/// [DropSink].
public interface CountSink {
  /// What was counted in an interval.
  void interval(Instant since, Instant until, RuleCounts counts);

  /// What was counted from start to end.
  void total(Instant since, Instant until, RuleCounts counts);

  /// Hands everything to the operating system.
  void flush();

  /// Whether nobody reads the output any more.
  boolean readerGone();
}
