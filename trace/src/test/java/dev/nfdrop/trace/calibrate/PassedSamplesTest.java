package dev.nfdrop.trace.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.Drop.Verdict;
import dev.nfdrop.trace.calibrate.Sample.Fate;
import dev.nfdrop.trace.calibrate.Sample.NamedHandle;
import dev.nfdrop.trace.kernel.MadeUpLayout;
import dev.nfdrop.trace.record.DropRecord;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PassedSamplesTest {
  private static final int LENGTH = 212;
  private static final NamedHandle INPUT = new NamedHandle("input", 1);
  private static final Sample SAMPLE =
      new Sample(
          "an accept",
          LENGTH,
          Optional.empty(),
          List.of(fate(Cause.POLICY, "twin", 10, 0), fate(Cause.RULE, "main", 11, 7919)));

  private final PassedSamples passed = new PassedSamples();

  @Test
  void reportsInOrderAgree() {
    send(byPolicy(), byRule());
    assertThat(passed.difference()).isEmpty();
  }

  @Test
  void aReportTooFew() {
    send(byPolicy());
    assertThat(passed.difference()).contains("an accept: accept not reported");
  }

  @Test
  void aReportTooMany() {
    send(byPolicy(), byRule(), byRule());
    assertThat(passed.difference().orElseThrow()).startsWith("more packets");
  }

  @Test
  void anotherRule() {
    send(byPolicy(), byRule().rule(7920));
    assertThat(passed.difference().orElseThrow()).contains("rule handle is 7919");
  }

  @Test
  void anotherVerdict() {
    send(byPolicy(), byRule().verdict(Verdict.QUEUE));
    assertThat(passed.difference()).contains("an accept: reported as queue");
  }

  @Test
  void packetsOfOtherLengthsAreNobodys() {
    send(byPolicy(), byRule().length(LENGTH + 1), byRule());
    assertThat(passed.difference()).isEmpty();
  }

  private void send(DropRecord... reports) {
    passed.expect(SAMPLE);
    for (var report : reports) {
      passed.reported(report.view(MadeUpLayout.layout()));
    }
  }

  private static DropRecord byPolicy() {
    return accepted().cause(Cause.POLICY).table("twin", 10);
  }

  private static DropRecord byRule() {
    return accepted().cause(Cause.RULE).table("main", 11).rule(7919);
  }

  private static DropRecord accepted() {
    return new DropRecord()
        .length(LENGTH)
        .verdict(Verdict.ACCEPT)
        .chain("input", 1)
        .baseChain("input", 1);
  }

  private static Fate fate(Cause cause, String table, long tableHandle, long handle) {
    return new Fate(cause, new NamedHandle(table, tableHandle), INPUT, INPUT, handle, List.of());
  }
}
