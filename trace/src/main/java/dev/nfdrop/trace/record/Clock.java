package dev.nfdrop.trace.record;

import java.time.Instant;

/// Turns the kernel's monotonic clock, which records carry, into time of day.
///
/// Java's `System.nanoTime()` is CLOCK_MONOTONIC on Linux, as `ktime_get_ns()` is. The distance to
/// the time of day is measured again now and then, since the time of day may be set.
public final class Clock {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long MEASURE_EVERY_NANOS = NANOS_PER_SECOND;
  private static final int MEASUREMENTS = 4;

  private long offsetNanos;
  private long measuredAt;

  public Clock() {
    measure();
  }

  /// The time of day at a reading of the monotonic clock.
  public Instant instant(long monotonicNanos) {
    if (System.nanoTime() - measuredAt > MEASURE_EVERY_NANOS) {
      measure();
    }
    var sinceEpoch = monotonicNanos + offsetNanos;
    return Instant.ofEpochSecond(
        Math.floorDiv(sinceEpoch, NANOS_PER_SECOND), Math.floorMod(sinceEpoch, NANOS_PER_SECOND));
  }

  /// Whoever is interrupted between two clocks measures wrongly: the quickest of several counts.
  private void measure() {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < MEASUREMENTS; i++) {
      var before = System.nanoTime();
      var now = Instant.now();
      var after = System.nanoTime();
      if (after - before < best) {
        best = after - before;
        measuredAt = after;
        offsetNanos = now.getEpochSecond() * NANOS_PER_SECOND + now.getNano() - (before + best / 2);
      }
    }
  }
}
