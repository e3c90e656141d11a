package dev.nfdrop.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.nfdrop.nftables.RuleText;
import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.Drop.Hook;
import dev.nfdrop.trace.Drop.Meta;
import dev.nfdrop.trace.Drop.Namespace;
import dev.nfdrop.trace.Drop.Verdict;
import dev.nfdrop.trace.packet.Packet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class RuleCountsTest {
  @Test
  void addsUpWhatOneRuleDecidedWhicheverWayThePacketsCame() {
    var counts =
        RuleCounts.of(
            List.of(
                count(7, "drop", "veth0", 3), count(9, "drop", "lo", 4), count(7, "drop", "lo", 2)),
            Amount.NONE);
    assertThat(counts.rules())
        .extracting(count -> count.amount().packets())
        .containsExactly(5L, 4L);
    assertThat(counts.packets()).isEqualTo(9);
  }

  @Test
  void aReplacedTextUnderTheSameHandleIsAnotherRule() {
    var old = RuleCounts.of(List.of(count(7, "drop", "lo", 3)), Amount.NONE);
    var replaced = RuleCounts.of(List.of(count(7, "tcp dport 1 drop", "lo", 4)), Amount.NONE);
    assertThat(old.plus(replaced).rules()).hasSize(2);
  }

  @Test
  void tellsWhatIsNewSinceAnEarlierLook() {
    var before =
        RuleCounts.of(List.of(count(7, "drop", "lo", 3), count(9, "drop", "lo", 4)), Amount.NONE);
    var after =
        RuleCounts.of(
            List.of(
                count(7, "drop", "lo", 3), count(9, "drop", "lo", 6), count(2, "drop", "lo", 1)),
            new Amount(5, 50));
    var fresh = after.minus(before);
    assertThat(fresh.rules())
        .extracting(count -> count.first().handle().getAsLong(), count -> count.amount().packets())
        .containsExactly(tuple(9L, 2L), tuple(2L, 1L));
    assertThat(fresh.others()).isEqualTo(new Amount(5, 50));
  }

  private static RuleCount count(long handle, String rule, String iif, long packets) {
    var first = drop(handle, rule, iif);
    return new RuleCount(first, first.netns(), new Amount(packets, 10 * packets));
  }

  private static Drop drop(long handle, String rule, String iif) {
    return new Drop(
        Instant.EPOCH,
        Verdict.DROP,
        Cause.RULE,
        "inet",
        "filter",
        "input",
        OptionalLong.of(handle),
        Optional.of(new RuleText.Known(rule)),
        Optional.empty(),
        new Hook("input", 0, "input"),
        Why.NOTHING,
        Optional.of(new Drop.Interface(1, iif)),
        Optional.empty(),
        new Namespace(4242, Optional.empty()),
        0,
        Meta.UNKNOWN,
        Optional.empty(),
        OptionalInt.empty(),
        Packet.undecoded(60));
  }
}
