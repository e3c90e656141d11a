package dev.nfdrop.nftables.ruleset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.RuleId;
import dev.nfdrop.nftables.RuleText;
import dev.nfdrop.nftables.ruleset.History.End;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class HistoryTest {
  private static final RuleId ID = new RuleId(11, 7919);

  @Test
  void aGenerationHasTheVersionThatWasNotOverYet() {
    var history = new History(42);
    history.note(rule("first"), new End(1_000, 5));
    history.note(rule("second"), new End(2_000, 9));

    assertThat(history.ruleIn(4, ID)).contains(rule("first"));
    assertThat(history.ruleIn(5, ID)).contains(rule("second"));
    assertThat(history.ruleIn(8, ID)).contains(rule("second"));
    assertThat(history.ruleIn(9, ID)).isEmpty();
  }

  @Test
  void generationsWrapAround() {
    var history = new History(42);
    history.note(rule("before"), new End(1_000, Integer.MIN_VALUE + 1));
    assertThat(history.ruleIn(Integer.MAX_VALUE, ID)).contains(rule("before"));
    assertThat(history.ruleIn(Integer.MIN_VALUE + 1, ID)).isEmpty();
  }

  private static RuleEntry rule(String text) {
    return new RuleEntry(ID, Family.IP, "t", "c", new RuleText.Known(text), Optional.empty());
  }
}
