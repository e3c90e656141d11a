package dev.nfdrop.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.cli.MadeUpDrop;
import dev.nfdrop.trace.Drop;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DemoVerdictTest {
  private static final Drop BY_RULE = MadeUpDrop.byRule("demo", "input", 7919);
  private static final Drop BY_POLICY = MadeUpDrop.byPolicy("demo", "input");

  private final DemoVerdict verdict = new DemoVerdict();

  @Test
  void agreesWhereEveryReportIsRight() {
    verdict.droppedByRule("one", 7919, List.of(BY_RULE));
    verdict.droppedByPolicy("two", List.of(BY_POLICY));
    verdict.passed("three", List.of());
    assertThat(verdict.allAgree()).isTrue();
    assertThat(verdict.comparisons())
        .extracting(DemoVerdict.Comparison::reported)
        .containsExactly("inet demo input rule handle 7919", "inet demo input policy", "no drop");
  }

  @Test
  void anotherHandleDisagrees() {
    verdict.droppedByRule("one", 7918, List.of(BY_RULE));
    assertDisagrees();
  }

  @Test
  void anotherChainDisagrees() {
    verdict.droppedByRule("one", 7919, List.of(MadeUpDrop.byRule("demo", "forward", 7919)));
    assertDisagrees();
  }

  @Test
  void anotherTableDisagrees() {
    verdict.droppedByPolicy("one", List.of(MadeUpDrop.byPolicy("filter", "input")));
    assertDisagrees();
  }

  @Test
  void aPolicyIsNoRule() {
    verdict.droppedByRule("one", 7919, List.of(BY_POLICY));
    assertDisagrees();
  }

  @Test
  void aMissingReportDisagrees() {
    verdict.droppedByRule("one", 7919, List.of());
    assertDisagrees();
  }

  @Test
  void aReportTooManyDisagrees() {
    verdict.droppedByRule("one", 7919, List.of(BY_RULE, BY_RULE));
    assertDisagrees();
  }

  @Test
  void aReportOfAPacketThatPassedDisagrees() {
    verdict.passed("one", List.of(BY_RULE));
    assertDisagrees();
  }

  @Test
  void oneDisagreementIsEnough() {
    verdict.droppedByPolicy("one", List.of());
    verdict.passed("two", List.of());
    assertThat(verdict.allAgree()).isFalse();
  }

  @Test
  void aLineShowsBothAnswers() {
    verdict.droppedByRule("one", 7918, List.of(BY_RULE));
    assertThat(verdict.comparisons().getFirst().line())
        .startsWith("  BAD  one ")
        .contains("expected: inet demo input rule handle 7918 ")
        .endsWith("nfdrop: inet demo input rule handle 7919");
  }

  private void assertDisagrees() {
    assertThat(verdict.allAgree()).isFalse();
    assertThat(verdict.comparisons().getFirst().agrees()).isFalse();
  }
}
