package dev.nfdrop.trace.nftrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.nftables.Chain;
import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.RulesetDump;
import dev.nfdrop.nftables.RulesetDump.ChainContents;
import dev.nfdrop.nftables.RulesetDump.TableContents;
import dev.nfdrop.nftables.Table;
import dev.nfdrop.nftables.netlink.RulesetEvent.ChainAdded;
import dev.nfdrop.nftables.netlink.RulesetEvent.ChainDeleted;
import dev.nfdrop.nftables.netlink.RulesetEvent.Committed;
import dev.nfdrop.nftables.netlink.RulesetEvent.OtherChange;
import dev.nfdrop.nftables.netlink.RulesetEvent.TableAdded;
import dev.nfdrop.nftables.netlink.RulesetEvent.TableDeleted;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class FollowedChainsTest {
  private final FollowedChains chains = new FollowedChains();

  @BeforeEach
  void read() {
    var contents = List.of(new ChainContents(chain("inner", 2), List.of()));
    chains.begin(new RulesetDump(10, true, List.of(new TableContents(table(4), contents))));
  }

  @Test
  void knowsWhatWasRead() {
    assertThat(chains.table(Family.IP, "t")).hasValue(4);
    assertThat(chains.chain(Family.IP, "t", "inner")).contains(chain("inner", 2));
    assertThat(chains.chain(Family.IP6, "t", "inner")).isEmpty();
    assertThat(chains.generation()).isEqualTo(10);
  }

  @Test
  void aTableOfTheSameNameIsAnotherOne() {
    chains.apply(new TableDeleted(table(4)));
    assertThat(chains.chain(Family.IP, "t", "inner")).isEmpty();
    chains.apply(new TableAdded(table(5)));
    assertThat(chains.table(Family.IP, "t")).hasValue(5);
  }

  @Test
  void aDeletionThatTheReadingKnewAlreadyTakesNothingAway() {
    chains.apply(new TableDeleted(table(3)));
    assertThat(chains.table(Family.IP, "t")).hasValue(4);
    assertThat(chains.chain(Family.IP, "t", "inner")).isPresent();
  }

  @Test
  void aRenamedChainHasItsOldNameNoMore() {
    chains.apply(new ChainAdded(chain("renamed", 2)));
    assertThat(chains.chain(Family.IP, "t", "inner")).isEmpty();
    assertThat(chains.chain(Family.IP, "t", "renamed")).isPresent();
  }

  @Test
  void aDeletedChainIsGone() {
    chains.apply(new ChainDeleted(chain("inner", 2)));
    assertThat(chains.chain(Family.IP, "t", "inner")).isEmpty();
  }

  @Test
  void aChangeIsInForceBeforeItsGenerationIsTold() {
    chains.apply(new OtherChange());
    assertThat(chains.generation()).isEqualTo(11);
    chains.apply(new Committed(11));
    assertThat(chains.generation()).isEqualTo(11);
  }

  private static Table table(long handle) {
    return new Table(Family.IP, "t", handle, 0);
  }

  private static Chain chain(String name, long handle) {
    return new Chain(Family.IP, "t", name, handle, 0, Optional.empty(), Optional.empty());
  }
}
