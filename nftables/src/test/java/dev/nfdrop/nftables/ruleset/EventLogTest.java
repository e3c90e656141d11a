package dev.nfdrop.nftables.ruleset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.Rule;
import dev.nfdrop.nftables.RuleId;
import dev.nfdrop.nftables.RulesetDump;
import dev.nfdrop.nftables.RulesetDump.TableContents;
import dev.nfdrop.nftables.Table;
import dev.nfdrop.nftables.netlink.RulesetEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventLogTest {
  private final EventLog log = new EventLog(4);

  @Test
  void passesOverWhatTheFirstRulesetContains() {
    log.begin(rulesetWithTable(7, 10));
    log.add(added(4242), 0);
    log.add(new RulesetEvent.Committed(10), 0);
    assertThat(log.addedUpTo(10)).isEmpty();
  }

  @Test
  void followsATableThatIsMadeAgain() {
    log.begin(rulesetWithTable(7, 10));
    log.add(added(1), 0);
    log.add(new RulesetEvent.TableDeleted(table(7)), 0);
    log.add(new RulesetEvent.TableAdded(table(8)), 0);
    log.add(added(1), 0);
    log.add(new RulesetEvent.Committed(11), 0);

    assertThat(log.addedUpTo(11).stream().map(added -> added.rule().id()))
        .containsExactly(new RuleId(7, 1), new RuleId(8, 1));
  }

  @Test
  void handsOutNothingBeyondTheGeneration() {
    log.begin(rulesetWithTable(7, -2)); // wraps around
    for (var generation = -1; generation <= 1; generation++) {
      log.add(added(generation), 0);
      log.add(new RulesetEvent.Committed(generation), 0);
    }
    assertThat(log.addedUpTo(0)).hasSize(2);
    assertThat(log.isCompleteUpTo(1)).isTrue();
    assertThat(log.isCompleteUpTo(2)).isFalse();
  }

  @Test
  void needsABeginningAfterALoss() {
    log.begin(rulesetWithTable(7, 10));
    log.add(new RulesetEvent.Lost(), 0);
    log.add(added(1), 0);
    log.add(new RulesetEvent.Committed(11), 0);

    assertThat(log.needsBeginning()).isTrue();
    assertThat(log.isCompleteUpTo(10)).isFalse();
    assertThat(log.addedUpTo(11)).isEmpty();
  }

  @Test
  void transactionBeyondItsCapacityIsALoss() {
    log.begin(rulesetWithTable(7, 10));
    for (var handle = 1; handle <= 5; handle++) {
      log.add(added(handle), 0);
    }
    assertThat(log.needsBeginning()).isTrue();
  }

  @Test
  void keepsNoMoreThanItsCapacity() {
    log.begin(rulesetWithTable(7, 0));
    for (var generation = 1; generation <= 5; generation++) {
      log.add(added(generation), 0);
      log.add(new RulesetEvent.Committed(generation), 0);
    }
    assertThat(log.addedUpTo(5).stream().map(added -> added.rule().handle()))
        .containsExactly(2L, 3L, 4L, 5L);
  }

  private static RulesetEvent added(long handle) {
    return new RulesetEvent.RuleAdded(
        new Rule(
            Family.IP, "t", "c", handle, Optional.empty(), List.of(), List.of(), List.of(), false));
  }

  private static Table table(long handle) {
    return new Table(Family.IP, "t", handle, 0);
  }

  private static Ruleset rulesetWithTable(long handle, int generation) {
    var contents = new TableContents(table(handle), List.of());
    var dump = new RulesetDump(generation, true, List.of(contents));
    return new Ruleset(dump, Map.of(), Optional.empty(), Optional.empty());
  }
}
