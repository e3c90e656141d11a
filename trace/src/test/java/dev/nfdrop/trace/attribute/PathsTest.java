package dev.nfdrop.trace.attribute;

import static dev.nfdrop.trace.attribute.MadeUpTable.change;
import static dev.nfdrop.trace.attribute.MadeUpTable.goTo;
import static dev.nfdrop.trace.attribute.MadeUpTable.jump;
import static dev.nfdrop.trace.attribute.MadeUpTable.map;
import static dev.nfdrop.trace.attribute.MadeUpTable.plain;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.nftables.RuleText;
import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.RulePath;
import dev.nfdrop.trace.element.Decision;
import dev.nfdrop.trace.kernel.MadeUpLayout;
import dev.nfdrop.trace.record.DropRecord;
import dev.nfdrop.trace.record.RawJump;
import dev.nfdrop.trace.record.RawJump.Kind;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class PathsTest {
  private static final MadeUpTable JUMPS =
      new MadeUpTable()
          .chain("input", plain(10), jump(11, "services"), plain(12))
          .chain("services", plain(20), jump(21, "web"))
          .chain("web", plain(30), plain(31));

  @Test
  void theRuleInFrontOfTheOneBehindJumped() {
    assertThat(path(JUMPS, 20, behind(12))).isEqualTo("input #11 jump");
    assertThat(path(JUMPS, 31, behind(12), atTheEndOf(2)))
        .isEqualTo("input #11 jump, services #21 jump");
  }

  @Test
  void before517TheRuleItselfIsTold() {
    assertThat(path(JUMPS, 31, itself(11), itself(21)))
        .isEqualTo("input #11 jump, services #21 jump");
  }

  @Test
  void aRuleOfTheBaseChainNeedsNoWay() {
    assertThat(path(JUMPS, 10)).isEqualTo("");
  }

  @Test
  void aRulesetThatDoesNotExplainTheWayIsNotBelieved() {
    assertThat(path(JUMPS, 31, behind(12))).as("services is missing").isEqualTo("unknown");
    assertThat(path(JUMPS, 31, behind(20))).as("nothing in front").isEqualTo("unknown");
    assertThat(path(JUMPS, 31, behind(21))).as("does not jump").isEqualTo("unknown");
    assertThat(path(JUMPS, 31, behind(7919))).as("no such rule").isEqualTo("unknown");
    assertThat(path(JUMPS, 31, atTheEndOf(7))).as("no such chain").isEqualTo("unknown");
    assertThat(path(JUMPS, 7919, behind(12))).as("drop by a rule gone").isEqualTo("unknown");
    assertThat(path(JUMPS, 31)).as("no jump at all").isEqualTo("unknown");
  }

  @Test
  void theOnlyGotoThatLeadsThereIsTold() {
    var table =
        new MadeUpTable()
            .chain("input", goTo(10, "first"), plain(11))
            .chain("first", jump(20, "second"))
            .chain("second", goTo(30, "third"))
            .chain("third", plain(40));
    assertThat(path(table, 40, atTheEndOf(2)))
        .isEqualTo("input #10 goto, first #20 jump, second #30 goto");
  }

  @Test
  void ofTwoGotosNoneIsTold() {
    var table =
        new MadeUpTable()
            .chain("input", goTo(10, "first"), goTo(11, "first"))
            .chain("first", jump(20, "second"))
            .chain("second", plain(30));
    assertThat(path(table, 30, atTheEndOf(2))).isEqualTo("first #20 jump, partial");
  }

  @Test
  void aVerdictMapMayHaveGoneAnywhere() {
    var table =
        new MadeUpTable().chain("input", map(10), goTo(11, "first")).chain("first", plain(20));
    assertThat(path(table, 20)).isEqualTo("unknown");
  }

  @Test
  void aVerdictMapsJumpIsToldWhereNothingElseLeadsThere() {
    var table = new MadeUpTable().chain("input", map(10), plain(11)).chain("web", plain(20));
    assertThat(path(table, 20, behind(11))).isEqualTo("input #10 jump");
    var twoMaps =
        new MadeUpTable().chain("input", map(10), plain(11), map(12)).chain("web", plain(20));
    assertThat(path(twoMaps, 20, behind(11))).isEqualTo("input #10 jump, partial");
  }

  @Test
  void gotosInARingComeToAnEnd() {
    var table =
        new MadeUpTable()
            .chain("input", goTo(10, "a"))
            .chain("a", goTo(20, "b"), goTo(21, "c"))
            .chain("b", goTo(30, "a"))
            .chain("c", plain(40));
    assertThat(path(table, 40)).isEqualTo("input #10 goto, a #21 goto");
  }

  @Test
  void whatARuleHasChangedSinceIsNotWhatAnEarlierOneSaw() {
    assertThat(unchangedFrom(JUMPS, 31, behind(12), atTheEndOf(2))).isZero();
    var late =
        new MadeUpTable()
            .chain("input", change(9), jump(10, "web"), plain(11))
            .chain("web", jump(20, "inner"), plain(21))
            .chain("inner", plain(30), plain(31), change(32));
    assertThat(unchangedFrom(late, 31, behind(11), behind(21))).as("before, and after").isZero();
    assertThat(unchangedFrom(late, 32, behind(11), behind(21))).as("by itself").isEqualTo(2);
  }

  @Test
  void aChainThatThePacketCameBackFromMayHaveChangedIt() {
    var table =
        new MadeUpTable()
            .chain("input", jump(10, "web"), plain(11))
            .chain("web", jump(20, "mark"), jump(21, "inner"), plain(22))
            .chain("inner", plain(30))
            .chain("mark", jump(40, "deep"))
            .chain("deep", change(50), jump(51, "mark"));
    assertThat(unchangedFrom(table, 30, behind(11), behind(22))).isOne();
  }

  @Test
  void behindAVerdictMapAnyRuleMayHaveChangedThePacket() {
    var maps = new MadeUpTable().chain("input", jump(10, "web"), plain(11));
    maps.chain("web", map(20), plain(21));
    assertThat(unchangedFrom(maps, 21, behind(11))).isZero();
    maps.chain("elsewhere", change(30));
    assertThat(unchangedFrom(maps, 21, behind(11))).isOne();
  }

  @Test
  void whereStepsAreMissingAnyRuleMayHaveChangedThePacket() {
    var table =
        new MadeUpTable()
            .chain("input", jump(10, "first"), plain(11))
            .chain("first", goTo(20, "second"), goTo(21, "second"))
            .chain("second", plain(30));
    assertThat(unchangedFrom(table, 30, behind(11))).isZero();
    table.chain("elsewhere", change(40));
    assertThat(unchangedFrom(table, 30, behind(11))).isOne();
  }

  @Test
  void aStepLedToTheNextChainOfTheWay() {
    var found = found(JUMPS, 31, behind(12), atTheEndOf(2));
    assertThat(found.decision(0)).isEqualTo(new Decision.SentOn(RulePath.Kind.JUMP, "services"));
    assertThat(found.decision(1)).isEqualTo(new Decision.SentOn(RulePath.Kind.JUMP, "web"));
  }

  private static int unchangedFrom(MadeUpTable table, long rule, RawJump... jumps) {
    return found(table, rule, jumps).unchangedFrom();
  }

  private static FoundPath found(MadeUpTable table, long rule, RawJump... jumps) {
    var paths = new Paths(List.of(table.contents()), _ -> new RuleText.Unknown("made up"));
    var drop =
        new DropRecord()
            .cause(Cause.RULE)
            .table("made-up", MadeUpTable.HANDLE)
            .baseChain("input", 1)
            .rule(rule)
            .jumps(jumps)
            .view(MadeUpLayout.layout());
    return paths.of(drop);
  }

  private static String path(MadeUpTable table, long rule, RawJump... jumps) {
    var path = found(table, rule, jumps).path();
    if (path.equals(RulePath.UNKNOWN)) {
      return "unknown";
    }
    var steps =
        path.steps().stream()
            .map(step -> "%s #%d %s".formatted(step.chain(), step.handle(), step.kind().label()))
            .collect(Collectors.joining(", "));
    return path.complete() ? steps : steps + ", partial";
  }

  private static RawJump behind(long rule) {
    return new RawJump(Kind.RULE_BEHIND, rule);
  }

  private static RawJump atTheEndOf(long chain) {
    return new RawJump(Kind.CHAIN_AT_ITS_END, chain);
  }

  private static RawJump itself(long rule) {
    return new RawJump(Kind.JUMPING_RULE, rule);
  }
}
