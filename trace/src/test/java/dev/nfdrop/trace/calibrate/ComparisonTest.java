package dev.nfdrop.trace.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.calibrate.Sample.Fate;
import dev.nfdrop.trace.calibrate.Sample.Jump;
import dev.nfdrop.trace.calibrate.Sample.NamedHandle;
import dev.nfdrop.trace.kernel.MadeUpLayout;
import dev.nfdrop.trace.record.DropRecord;
import dev.nfdrop.trace.record.RawJump;
import dev.nfdrop.trace.record.RawJump.Kind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
  private static final Fate RULE = fate(Cause.RULE, 7919);
  private static final Fate POLICY = fate(Cause.POLICY, 0);

  @Test
  void aReportThatAgreesHasNoDifference() {
    assertThat(difference(RULE, right())).isEmpty();
    assertThat(difference(POLICY, right().cause(Cause.POLICY))).isEmpty();
  }

  @Test
  void anotherLengthIsAnotherPacket() {
    assertThat(difference(RULE, right().length(213))).contains(says("packet length", "212", "213"));
  }

  @Test
  void anotherCauseIsNamed() {
    assertThat(difference(RULE, right().cause(Cause.POLICY)))
        .contains(says("cause", "rule", "policy"));
  }

  @Test
  void anotherRuleIsNamed() {
    assertThat(difference(RULE, right().rule(7920))).contains(says("rule handle", "7919", "7920"));
  }

  @Test
  void anotherTableIsNamedByItsName() {
    assertThat(difference(RULE, right().table("twin", 11)).orElseThrow())
        .contains("table is ")
        .endsWith("the engine reported twin (handle 11)");
  }

  @Test
  void anotherTableOfTheSameNameIsADifference() {
    assertThat(difference(RULE, right().table("main", 12)).orElseThrow()).contains("table is ");
  }

  @Test
  void anotherBaseChainIsNamed() {
    assertThat(difference(RULE, right().baseChain("forward", 1)))
        .contains(says("base chain", "input (handle 1)", "forward (handle 1)"));
    assertThat(difference(RULE, right().baseChain("input", 5)).orElseThrow())
        .contains("base chain is input (handle 1)")
        .endsWith("the engine reported input (handle 5)");
  }

  @Test
  void anotherChainIsNamed() {
    assertThat(difference(RULE, right().chain("far", 3)))
        .contains(says("chain", "side (handle 2)", "far (handle 3)"));
  }

  @Test
  void aKernelThatDoesNotTellTheChainIsRightAllTheSame() {
    assertThat(difference(RULE, right().chain("", 0))).isEmpty();
  }

  @Test
  void forAPolicyRuleAndChainMeanNothing() {
    var report = right().cause(Cause.POLICY).rule(4242).chain("far", 3);
    assertThat(difference(POLICY, report)).isEmpty();
  }

  @Test
  void jumpsAgreeByWhicheverHandleTellsThem() {
    assertThat(jumpDifference(right())).as("not told").isEmpty();
    assertThat(jumpDifference(right().jumps(jumping(31), jumping(32)))).isEmpty();
    assertThat(jumpDifference(right().jumps(behind(41), atTheEnd(2)))).isEmpty();
  }

  @Test
  void wrongJumpsAreNamed() {
    assertThat(jumpDifference(right().jumps())).isPresent();
    assertThat(jumpDifference(right().jumps(behind(41)))).isPresent();
    assertThat(jumpDifference(right().jumps(behind(42), atTheEnd(2)))).isPresent();
    assertThat(jumpDifference(right().jumps(behind(41), atTheEnd(1)))).isPresent();
    assertThat(jumpDifference(right().jumps(atTheEnd(1), atTheEnd(2)))).isPresent();
    assertThat(jumpDifference(right().jumps(jumping(31), jumping(32), jumping(33))).orElseThrow())
        .startsWith("drop by hand: jumps ");
  }

  private static RawJump jumping(long rule) {
    return new RawJump(Kind.JUMPING_RULE, rule);
  }

  private static RawJump behind(long rule) {
    return new RawJump(Kind.RULE_BEHIND, rule);
  }

  private static RawJump atTheEnd(long chain) {
    return new RawJump(Kind.CHAIN_AT_ITS_END, chain);
  }

  private static Optional<String> jumpDifference(DropRecord report) {
    var fate =
        RULE.behind(new Jump(31, OptionalLong.of(41), 1), new Jump(32, OptionalLong.empty(), 2));
    var sample = new Sample("drop by hand", 212, Optional.of(fate), List.of());
    return Comparison.jumpDifference(sample, fate, report.view(MadeUpLayout.layout()));
  }

  private static Optional<String> difference(Fate fate, DropRecord report) {
    var sample = new Sample("drop by hand", 212, Optional.of(fate), List.of());
    return Comparison.difference(sample, fate, report.view(MadeUpLayout.layout()));
  }

  private static String says(String what, String expected, String reported) {
    return "drop by hand: %s is %s, the engine reported %s".formatted(what, expected, reported);
  }

  private static DropRecord right() {
    return new DropRecord()
        .length(212)
        .cause(Cause.RULE)
        .rule(7919)
        .table("main", 11)
        .chain("side", 2)
        .baseChain("input", 1);
  }

  private static Fate fate(Cause cause, long handle) {
    return new Fate(
        cause,
        new NamedHandle("main", 11),
        new NamedHandle("side", 2),
        new NamedHandle("input", 1),
        handle,
        List.of());
  }
}
