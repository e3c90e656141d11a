package dev.nfdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.trace.DropCounts;
import dev.nfdrop.trace.Totals;
import org.junit.jupiter.api.Test;

final class MessagesTest {
  private static final DropCounts SEEN = new DropCounts(4200, 42, 0, 0);

  @Test
  void aTerminalInterpretsNothingOfAMessage() {
    assertThat(Messages.printable("chain \u001b[2J\u202e\u0007"))
        .isEqualTo("chain \\x1b[2J\\x{202e}\\x07");
  }

  @Test
  void lineBreaksStayAndCarriageReturnsDoNotOverwrite() {
    assertThat(Messages.printable("one\ntwo\n\nfour")).isEqualTo("one\ntwo\n\nfour");
    assertThat(Messages.printable("one\rtwo")).doesNotContain("\r");
  }

  @Test
  void aFailureIsItsMessageMadePrintable() {
    assertThat(Messages.of(new IllegalStateException("no\u001b[31m"))).isEqualTo("no\\x1b[31m");
  }

  @Test
  void aFailureWithoutAMessageIsNamed() {
    assertThat(Messages.of(new IllegalStateException())).isEqualTo("IllegalStateException");
  }

  @Test
  void totalsLeaveOutWhatIsZero() {
    assertThat(Messages.totals("3 printed", new Totals(SEEN, 0, 0, 0, 0, 0, 0), false))
        .isEqualTo("nfdrop: 4242 drops seen (4200 by rules, 42 by policies), 3 printed");
    assertThat(Messages.totals("0 printed", new Totals(DropCounts.NONE, 0, 0, 0, 0, 0, 0), false))
        .isEqualTo("nfdrop: 0 drops seen, 0 printed");
  }

  @Test
  void totalsTellWhatElseDropped() {
    assertThat(
            Messages.totals(
                "9 printed", new Totals(new DropCounts(1, 2, 3, 4), 0, 0, 0, 0, 0, 0), false))
        .contains(
            "10 drops seen (1 by rules, 2 by policies, 3 by jumps too deep, 4 by other hooks)");
  }

  @Test
  void totalsThatDifferAreSaidToDiffer() {
    assertThat(Messages.totals("3 printed", new Totals(SEEN, 0, 0, 0, 0, 0, 2), false))
        .endsWith(
            "\nnfdrop: the totals differ: the kernel freed 2 more packets as dropped by netfilter"
                + " than are accounted for");
    assertThat(Messages.totals("3 printed", new Totals(SEEN, 0, 0, 0, 0, 0, -1), false))
        .contains("freed 1 fewer");
  }

  @Test
  void totalsBehindAFilterAreOfWhatMatches() {
    assertThat(Messages.totals("3 printed", new Totals(SEEN, 0, 0, 0, 0, 0, 0), true))
        .startsWith("nfdrop: 4242 matching drops seen (4200 by rules, 42 by policies), 3 printed");
  }

  @Test
  void packetsThatLiveAreNoDrops() {
    assertThat(Messages.totals("7 printed", new Totals(SEEN, 0, 0, 0, 0, 12, 0), false))
        .contains("(4200 by rules, 42 by policies), 12 not dropped, 7 printed");
  }

  @Test
  void totalsHideNothing() {
    assertThat(Messages.totals("3 printed", new Totals(SEEN, 17, 18, 19, 2, 0, 0), false))
        .startsWith("nfdrop: 4242 drops seen (4200 by rules, 42 by policies), 3 printed, 17 lost")
        .contains(", 18 missed")
        .contains(", 19 of a rule that could not be read")
        .endsWith("an unknown number lost (they came faster than they were read, 2 times)");
  }
}
