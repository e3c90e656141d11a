package dev.nfdrop.trace.nftrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.Hook;
import dev.nfdrop.nftables.build.Expression;
import dev.nfdrop.trace.filter.PacketFilter;
import dev.nfdrop.trace.filter.PacketFilter.Compilation;
import dev.nfdrop.trace.nftrace.TraceTables.Port;
import dev.nfdrop.trace.select.NamePattern;
import dev.nfdrop.trace.select.Selection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// As little is traced as shows everything that was asked for.
final class TracedPacketsTest {
  private static final List<Expression> EVERY = List.of();

  @Test
  void withoutASelectionAllPacketsAreTracedWhereTheyComeFrom() {
    var all = new TracedPackets(Selection.ALL);
    assertThat(all.sources(Family.INET)).containsExactly(Hook.PREROUTING, Hook.OUTPUT);
    assertThat(all.sources(Family.BRIDGE)).containsExactly(Hook.PREROUTING, Hook.OUTPUT);
    assertThat(all.sources(Family.ARP)).containsExactly(Hook.INPUT, Hook.OUTPUT);
    assertThat(all.matches(Family.INET, Hook.OUTPUT)).containsExactly(EVERY);
    assertThat(all.isWanted(new Port(Hook.INGRESS, "eth0"))).isTrue();
  }

  @Test
  void aHookNeedsThePacketsThatComeToIt() {
    assertThat(ofHooks(Hook.INPUT).sources(Family.INET)).containsExactly(Hook.PREROUTING);
    assertThat(ofHooks(Hook.OUTPUT).sources(Family.INET)).containsExactly(Hook.OUTPUT);
    assertThat(ofHooks(Hook.POSTROUTING).sources(Family.INET))
        .containsExactly(Hook.PREROUTING, Hook.OUTPUT);
    assertThat(ofHooks(Hook.INPUT).isWanted(new Port(Hook.INGRESS, "eth0"))).isFalse();
    assertThat(ofHooks(Hook.INGRESS).sources(Family.INET)).isEmpty();
  }

  @Test
  void tablesOfOneVersionOfIpNeedItsPacketsOnly() {
    var ip = ofFamilies(Family.IP);
    assertThat(ip.matches(Family.INET, Hook.PREROUTING))
        .containsExactly(Expression.familyIs(Family.IP));
    assertThat(ip.sources(Family.ARP)).isEmpty();
    assertThat(ip.sources(Family.BRIDGE)).isEmpty();
    assertThat(ip.isWanted(new Port(Hook.INGRESS, "eth0"))).isFalse();
    assertThat(ofFamilies(Family.IP, Family.INET).matches(Family.INET, Hook.PREROUTING))
        .containsExactly(EVERY);
    assertThat(ofFamilies(Family.NETDEV).sources(Family.INET)).isEmpty();
  }

  @Test
  void interfacesAreMatchedWhereTheyAreKnown() {
    var eth = ofIifs("eth0", "wg*", "far-too-long-for-an-interface");
    assertThat(eth.matches(Family.INET, Hook.PREROUTING))
        .containsExactly(
            Expression.inputInterfaceIs("eth0", true), Expression.inputInterfaceIs("wg", false));
    assertThat(eth.matches(Family.INET, Hook.OUTPUT)).containsExactly(EVERY);
    assertThat(eth.isWanted(new Port(Hook.INGRESS, "wg7"))).isTrue();
    assertThat(eth.isWanted(new Port(Hook.INGRESS, "eth1"))).isFalse();
    assertThat(ofIifs("eth0", "*").matches(Family.INET, Hook.PREROUTING)).containsExactly(EVERY);
  }

  @Test
  void aFilterThatSpeaksOfOneProtocolNeedsItsPacketsOnly() {
    var ip = ofFilter("host 10.0.0.1 and tcp port 80 and ip");
    assertThat(ip.matches(Family.INET, Hook.PREROUTING))
        .containsExactly(Expression.familyIs(Family.IP));
    assertThat(ip.sources(Family.ARP)).isEmpty();
    assertThat(ofFilter("tcp port 80").matches(Family.INET, Hook.PREROUTING))
        .containsExactly(EVERY);
    assertThat(ofFilter("arp").sources(Family.INET)).isEmpty();
    assertThat(ofFilter("arp").sources(Family.ARP)).hasSize(2);
    assertThat(ofFilter("ether host 02:00:00:00:00:01 or arp").sources(Family.INET)).hasSize(2);
    assertThat(ofFilter("vlan 7 and arp").sources(Family.INET)).hasSize(2);
  }

  private static TracedPackets ofHooks(Hook... hooks) {
    return of(Set.of(), Set.of(hooks), List.of());
  }

  private static TracedPackets ofFamilies(Family... families) {
    return of(Set.of(families), Set.of(), List.of());
  }

  private static TracedPackets ofIifs(String... patterns) {
    return of(Set.of(), Set.of(), Stream.of(patterns).map(NamePattern::of).toList());
  }

  private static TracedPackets of(Set<Family> families, Set<Hook> hooks, List<NamePattern> iifs) {
    return new TracedPackets(
        new Selection(
            Set.of(),
            Set.of(),
            families,
            List.of(),
            List.of(),
            Set.of(),
            hooks,
            iifs,
            List.of(),
            List.of(),
            List.of(),
            Optional.empty()));
  }

  private static TracedPackets ofFilter(String expression) {
    return switch (PacketFilter.compile(expression)) {
      case Compilation.Compiled(var filter) ->
          new TracedPackets(Selection.ALL.of(Optional.of(filter)));
      case Compilation.Refused(var reason) -> throw new AssertionError(reason);
    };
  }
}
