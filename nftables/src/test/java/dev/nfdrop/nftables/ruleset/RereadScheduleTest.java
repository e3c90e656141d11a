package dev.nfdrop.nftables.ruleset;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RereadScheduleTest {
  private static final long MILLI = 1_000_000;

  private final RereadSchedule schedule = new RereadSchedule();

  @Test
  void changesGatherBeforeTheyAreRead() {
    schedule.changed(0);
    schedule.changed(9 * MILLI);
    assertThat(schedule.pause(9 * MILLI)).isEqualTo(Duration.ofMillis(1));
    assertThat(schedule.pause(10 * MILLI)).isZero();
  }

  @Test
  void readingTakesAThirdOfTheTimeAtMost() {
    schedule.read(0, 500 * MILLI, true);
    schedule.changed(500 * MILLI);
    assertThat(schedule.pause(500 * MILLI)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void whoWaitsShortensThePause() {
    schedule.read(0, 500 * MILLI, true);
    schedule.hurry(500 * MILLI);
    assertThat(schedule.pause(500 * MILLI)).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void failureIsTriedAgainAfterASecond() {
    schedule.changed(0);
    schedule.read(0, MILLI, false);
    assertThat(schedule.pause(MILLI)).isEqualTo(Duration.ofSeconds(1));
  }
}
