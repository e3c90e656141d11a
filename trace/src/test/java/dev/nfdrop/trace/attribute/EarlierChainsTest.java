package dev.nfdrop.trace.attribute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.nftables.Chain;
import dev.nfdrop.nftables.Chain.Base;
import dev.nfdrop.nftables.Chain.Policy;
import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.Hook;
import dev.nfdrop.nftables.RulesetDump.ChainContents;
import dev.nfdrop.nftables.RulesetDump.TableContents;
import dev.nfdrop.nftables.Table;
import dev.nfdrop.trace.attribute.EarlierChains.Meeting;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EarlierChainsTest {
  private static final int DORMANT = 1;

  private static final List<TableContents> TABLES =
      List.of(
          table(Family.IP, "four", 0, base("input", "input", -10, "filter")),
          table(Family.IP6, "six", 0, base("input", "input", -20, "filter")),
          table(
              Family.INET,
              "both",
              0,
              base("early", "input", -150, "filter"),
              base("translate", "input", -100, "nat"),
              base("equal", "input", 0, "filter"),
              base("late", "input", 10, "filter"),
              base("elsewhere", "output", -150, "filter")),
          table(Family.INET, "asleep", DORMANT, base("input", "input", -150, "filter")),
          table(Family.BRIDGE, "port", 0, base("input", "input", -200, "filter")),
          table(
              Family.NETDEV,
              "device",
              0,
              base("eth0", "ingress", -5, "filter", "eth0"),
              base("eth1", "ingress", -5, "filter", "eth1")));

  @Test
  void chainsOfThePacketsOwnFamilyAndOfInetCount() {
    assertThat(before(Family.INET, Optional.of(Family.IP)))
        .containsExactly("inet both early -150", "ip four input -10");
    assertThat(before(Family.INET, Optional.of(Family.IP6)))
        .containsExactly("inet both early -150", "ip6 six input -20");
    assertThat(before(Family.IP6, Optional.empty()))
        .containsExactly("inet both early -150", "ip6 six input -20");
  }

  @Test
  void whereTheProtocolIsNotKnownOnlyInetIsCertain() {
    assertThat(before(Family.INET, Optional.empty())).containsExactly("inet both early -150");
  }

  @Test
  void aBridgeHasHooksOfItsOwn() {
    assertThat(before(Family.BRIDGE, Optional.of(Family.IP)))
        .containsExactly("bridge port input -200");
    assertThat(before(Family.ARP, Optional.empty())).isEmpty();
  }

  @Test
  void aDevicesChainsAreThoseOfThatDevice() {
    var meeting = new Meeting(Family.NETDEV, Optional.of(Family.IP), Hook.INGRESS, 0, "eth0");
    assertThat(before(meeting)).containsExactly("netdev device eth0 -5");
  }

  private static List<String> before(Family family, Optional<Family> protocol) {
    return before(new Meeting(family, protocol, Hook.INPUT, 0, ""));
  }

  private static List<String> before(Meeting meeting) {
    return new EarlierChains(TABLES)
        .before(meeting).stream()
            .map(passed ->
                "%s %s %s %d"
                    .formatted(passed.family(), passed.table(), passed.chain(), passed.priority()))
            .toList();
  }

  private record Named(String name, Base base) {}

  private static Named base(
      String name, String hook, int priority, String type, String... devices) {
    return new Named(name, new Base(hook, priority, Policy.ACCEPT, type, List.of(devices)));
  }

  private static TableContents table(Family family, String name, int flags, Named... chains) {
    var contents =
        Arrays.stream(chains)
            .map(chain ->
                new ChainContents(
                    new Chain(
                        family,
                        name,
                        chain.name(),
                        1,
                        0,
                        Optional.of(chain.base()),
                        Optional.empty()),
                    List.of()))
            .toList();
    return new TableContents(new Table(family, name, 1, flags), contents);
  }
}
