package dev.nfdrop.trace.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ClockTest {
  /// The machine may be busy between two looks at its clocks.
  private static final Duration TOLERANCE = Duration.ofMillis(200);

  private final Clock clock = new Clock();

  @Test
  void nowIsNow() {
    var before = Instant.now();
    var instant = clock.instant(System.nanoTime());
    var after = Instant.now();
    assertThat(instant).isBetween(before.minus(TOLERANCE), after.plus(TOLERANCE));
  }

  @Test
  void anEarlierReadingIsAnEarlierTime() {
    var now = System.nanoTime();
    var hour = Duration.ofHours(1);
    assertThat(clock.instant(now - hour.toNanos()))
        .isBetween(
            Instant.now().minus(hour).minus(TOLERANCE), Instant.now().minus(hour).plus(TOLERANCE));
  }

  @Test
  void aTimeBeforeTheEpochIsNoError() {
    var century = Duration.ofDays(36_500);
    assertThat(clock.instant(System.nanoTime() - century.toNanos())).isBefore(Instant.EPOCH);
  }
}
