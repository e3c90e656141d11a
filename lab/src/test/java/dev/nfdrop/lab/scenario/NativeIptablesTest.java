package dev.nfdrop.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.lab.NativeHost;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Rules that iptables-nft made, by hand and for ufw: told as iptables prints them.
@ExtendWith(ThisMachine.class)
final class NativeIptablesTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  private static final String BY_HAND =
      """
      set -e
      iptables-nft -N web
      iptables-nft -A INPUT -p udp -m multiport --dports 4242,4243 -m comment --comment 'by hand' -j DROP
      iptables-nft -A INPUT -p udp --dport 4244 -j REJECT
      iptables-nft -A INPUT -p udp --dport 4245 -j web
      iptables-nft -A web -m string --string nfdrop --algo bm -j DROP
      ip6tables-nft -A INPUT -p udp --dport 4246 -j DROP
      nft add rule ip filter INPUT udp dport 4247 drop
      """;

  private static final String SEND =
      """
      for port in 4242 4244 4245 4247; do echo nfdrop >/dev/udp/10.1.0.1/$port; done
      echo nfdrop >/dev/udp/fd00:1::1/4246
      """;

  /// ufw as installed, with a port blocked, on a copy of its files that nobody else sees.
  private static final String UFW =
      """
      set -e
      files=$(mktemp -d)
      cp -a /etc/ufw $files/
      mount --make-rprivate /
      mount --bind $files/ufw /etc/ufw
      ufw deny 4242/udp
      ufw --force enable
      umount /etc/ufw
      rm -r $files
      """;

  private final NativeHost host = new NativeHost();
  private final Nfdrop nfdrop = Nfdrop.on(host);

  @Test
  void rulesByHandAreToldAsIptablesPrintsThem() {
    try (var network = network()) {
      network.asServer(BY_HAND).orThrow();
      var drops = drops(network, 5, SEND);
      var printed = network.asServer("iptables-nft -S; ip6tables-nft -S").orThrow().lines();
      assertThat(drops.stream().map(NativeIptablesTest::rule).toList())
          .containsExactly(
              "-A INPUT -p udp -m multiport --dports 4242,4243 -m comment --comment \"by hand\""
                  + " -j DROP",
              "-A INPUT -p udp -m udp --dport 4244 -j REJECT --reject-with icmp-port-unreachable",
              "-A web -m string --string \"nfdrop\" --algo bm -j DROP",
              "udp dport 4247 drop",
              "-A INPUT -p udp -m udp --dport 4246 -j DROP");
      assertThat(printed).contains(rule(drops.getFirst()), rule(drops.get(2)));
      assertThat(drops.stream().map(drop -> drop.path("verdict").asString()).toList())
          .containsExactly("drop", "reject", "drop", "drop", "drop");
      assertThat(DropEvent.path(drops.get(2)))
          .singleElement()
          .satisfies(step ->
              assertThat(step.rule()).isEqualTo("-A INPUT -p udp -m udp --dport 4245 -j web"));
      theHandlesAreNfts(network, drops);
    }
  }

  private static void theHandlesAreNfts(Network network, List<JsonNode> drops) {
    var listing = network.asServer("nft -s -a list ruleset").orThrow().stdout();
    assertThat(listing)
        .containsPattern("(?m)dport \\{ 4242, 4243 \\} .* # handle " + handle(drops.getFirst()))
        .containsPattern("(?m)udp dport 4244 .* # handle " + handle(drops.get(1)) + "$")
        .containsPattern("(?m)xt match string .* # handle " + handle(drops.get(2)) + "$")
        .containsPattern("(?m)udp dport 4247 drop # handle " + handle(drops.get(3)) + "$")
        .containsPattern("(?m)udp dport 4246 .* # handle " + handle(drops.get(4)) + "$");
  }

  @Test
  void whatUfwBlocksIsToldWithItsWay() {
    try (var network = network()) {
      network.asServer(UFW).orThrow();
      var drops =
          drops(
              network,
              2,
              """
              echo nfdrop >/dev/udp/10.1.0.1/4242
              echo nfdrop >/dev/udp/10.1.0.1/4343
              """);
      var denied = drops.getFirst();
      assertThat(rule(denied)).isEqualTo("-A ufw-user-input -p udp -m udp --dport 4242 -j DROP");
      assertThat(denied.path("owner").path("name").asString()).isEqualTo("ufw");
      assertThat(DropEvent.path(denied).stream().map(DropEvent.Step::rule).toList())
          .containsExactly("-A INPUT -j ufw-before-input", "-A ufw-before-input -j ufw-user-input");
      theStepsHaveNftsHandles(network, denied);
      assertThat(drops.getLast().path("cause").asString()).isEqualTo("policy");
      assertThat(drops.getLast().path("chain").asString()).isEqualTo("INPUT");
    }
  }

  private static void theStepsHaveNftsHandles(Network network, JsonNode drop) {
    var listing = network.asServer("nft -s -a list ruleset").orThrow().stdout();
    for (var step : DropEvent.path(drop)) {
      var target = step.rule().substring(step.rule().lastIndexOf(' ') + 1);
      assertThat(listing)
          .containsPattern("(?m)jump " + target + " # handle " + step.handle() + "$");
    }
    assertThat(listing)
        .containsPattern("(?m)udp dport 4242 counter drop # handle " + handle(drop) + "$");
  }

  private Network network() {
    return Network.create(host, "iptables" + ProcessHandle.current().pid());
  }

  private List<JsonNode> drops(Network network, int count, String sends) {
    try (var running =
        nfdrop.startAndAwaitReady("--netns", network.server(), "--json", "--count", "" + count)) {
      network.asClient(sends).orThrow();
      var lines = running.await().orThrow().lines();
      assertThat(lines).hasSize(count).allSatisfy(RecordSchema::check);
      var drops = new ArrayList<JsonNode>();
      lines.forEach(line -> drops.add(JSON.readTree(line)));
      return drops;
    }
  }

  private static String rule(JsonNode drop) {
    return drop.path("rule").asString("(no rule)");
  }

  private static long handle(JsonNode drop) {
    return drop.path("handle").asLong();
  }
}
