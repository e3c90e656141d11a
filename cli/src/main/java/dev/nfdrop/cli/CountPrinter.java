package dev.nfdrop.cli;

import dev.nfdrop.cli.sink.CountSink;
import dev.nfdrop.trace.RuleCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/// Prints what was counted: after each interval what was new in it, in the end all.
final class CountPrinter {
  private final CountSink sink;
  private final Supplier<RuleCounts> counts;
  private final Optional<Duration> interval;
  private final Instant start = Instant.now();
  private final long startNanos = System.nanoTime();
  private long intervals;
  private Instant since = start;
  private RuleCounts before = RuleCounts.NONE;

  /// @param counts what was counted until now
  CountPrinter(CountSink sink, Supplier<RuleCounts> counts, Optional<Duration> interval) {
    this.sink = sink;
    this.counts = counts;
    this.interval = interval;
  }

  /// Prints an interval if it is over. To be called often.
  void look() {
    if (interval.isPresent()) {
      var nanos = interval.get().toNanos();
      var over = (System.nanoTime() - startNanos) / nanos;
      if (over > intervals) {
        intervals = over;
        printInterval();
      }
    }
  }

  private void printInterval() {
    var now = Instant.now();
    var all = counts.get();
    sink.interval(since, now, all.minus(before));
    sink.flush();
    before = all;
    since = now;
  }

  /// Prints all.
  ///
  /// @return how many packets were counted
  long end() {
    var all = counts.get();
    sink.total(start, Instant.now(), all);
    sink.flush();
    return all.packets();
  }

  boolean readerGone() {
    return sink.readerGone();
  }
}
