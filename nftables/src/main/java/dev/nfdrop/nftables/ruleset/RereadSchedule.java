package dev.nfdrop.nftables.ruleset;

import java.time.Duration;
import java.util.OptionalLong;

/// When the ruleset is to be read again. Times are those of [System#nanoTime()]. For one thread.
///
/// A change waits for others that come with it; and between two readings there is a pause in
/// proportion to what a reading takes, so that a ruleset that changes all the time costs a bounded
/// share of a CPU.
final class RereadSchedule {
  /// How long a change waits for more.
  private static final long GATHERING_NANOS = Duration.ofMillis(10).toNanos();

  /// The pause after a reading, as a multiple of its duration.
  private static final int PAUSE_FACTOR = 2;

  /// The pause where somebody is waiting.
  private static final int URGENT_PAUSE_FACTOR = 1;

  /// The pause after a reading that failed.
  private static final long FAILURE_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

  /// An idle thread looks around this often.
  private static final Duration IDLE = Duration.ofMinutes(1);

  private OptionalLong changedNanos = OptionalLong.empty();
  private boolean urgent;
  private OptionalLong endedNanos = OptionalLong.empty();
  private long tookNanos;
  private boolean failed;

  /// Notes that the ruleset is not the one that was read.
  void changed(long nowNanos) {
    if (changedNanos.isEmpty()) {
      changedNanos = OptionalLong.of(nowNanos);
    }
  }

  /// Notes that somebody is waiting for it.
  void hurry(long nowNanos) {
    changed(nowNanos);
    urgent = true;
  }

  /// Notes that the ruleset has been read, or that this failed and has to be tried again.
  void read(long startedNanos, long nowNanos, boolean success) {
    changedNanos = success ? OptionalLong.empty() : OptionalLong.of(nowNanos);
    urgent = false;
    failed = !success;
    endedNanos = OptionalLong.of(nowNanos);
    tookNanos = nowNanos - startedNanos;
  }

  /// How long nothing is to be done; zero if it is time to read.
  Duration pause(long nowNanos) {
    if (changedNanos.isEmpty()) {
      return IDLE;
    }
    var left = urgent ? 0 : changedNanos.getAsLong() + GATHERING_NANOS - nowNanos;
    if (endedNanos.isPresent()) {
      left = Math.max(left, endedNanos.getAsLong() + restNanos() - nowNanos);
    }
    return Duration.ofNanos(Math.max(left, 0));
  }

  private long restNanos() {
    var rest = (urgent ? URGENT_PAUSE_FACTOR : PAUSE_FACTOR) * tookNanos;
    return failed ? Math.max(rest, FAILURE_PAUSE_NANOS) : rest;
  }
}
