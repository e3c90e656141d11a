package dev.nfdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.trace.Totals;
import org.junit.jupiter.api.Test;

final class MessagesTest {
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
    assertThat(Messages.totals(3, new Totals(4242, 0, 0, 0, 0)))
        .isEqualTo("nfdrop: 4242 drops seen, 3 printed");
  }

  @Test
  void totalsHideNothing() {
    assertThat(Messages.totals(3, new Totals(4242, 17, 18, 19, 2)))
        .startsWith("nfdrop: 4242 drops seen, 3 printed, 17 lost")
        .contains(", 18 missed")
        .contains(", 19 of a rule that could not be read")
        .endsWith("an unknown number lost (they came faster than they were read, 2 times)");
  }
}
