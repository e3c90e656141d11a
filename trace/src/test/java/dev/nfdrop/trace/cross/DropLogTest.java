package dev.nfdrop.trace.cross;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.cross.DropLog.Window;
import dev.nfdrop.trace.kernel.MadeUpLayout;
import dev.nfdrop.trace.record.DropRecord;
import org.junit.jupiter.api.Test;

final class DropLogTest {
  private static final Window WINDOW = new Window(100, 200);

  private final DropLog one = new DropLog();
  private final DropLog other = new DropLog();

  @Test
  void logsOfTheSameDropsDoNotDiffer() {
    add(one, 7, 110);
    add(one, 7, 120);
    add(other, 7, 121);
    add(other, 7, 111);
    assertThat(one.missingFrom(other, WINDOW)).isEmpty();
    assertThat(other.missingFrom(one, WINDOW)).isEmpty();
    assertThat(one.countIn(WINDOW)).isEqualTo(2);
  }

  @Test
  void aDropThatOneLogLacksIsToldOnce() {
    add(one, 7, 110);
    add(one, 7, 120);
    add(other, 7, 111);
    assertThat(one.missingFrom(other, WINDOW)).hasSize(1);
    assertThat(other.missingFrom(one, WINDOW)).isEmpty();
  }

  @Test
  void anotherRuleForTheSamePacketIsADifferenceOnBothSides() {
    add(one, 7, 110);
    add(other, 8, 110);
    assertThat(one.missingFrom(other, WINDOW).getFirst()).contains("rule 7", "rule 8");
    assertThat(other.missingFrom(one, WINDOW)).hasSize(1);
  }

  @Test
  void whatOneSawOutsideOfTheWindowExcusesTheOtherAndNeedsNoPartner() {
    add(one, 7, 199);
    add(other, 7, 201);
    add(other, 8, 50);
    assertThat(one.missingFrom(other, WINDOW)).isEmpty();
    assertThat(other.missingFrom(one, WINDOW)).isEmpty();
  }

  private static void add(DropLog log, long rule, long time) {
    log.add(
        new DropRecord()
            .time(time)
            .cause(Cause.RULE)
            .length(212)
            .table("t", 1)
            .baseChain("input", 2)
            .rule(rule)
            .view(MadeUpLayout.layout()));
  }
}
