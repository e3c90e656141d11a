package dev.nfdrop.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.lab.NativeHost;
import dev.nfdrop.lab.Result;
import dev.nfdrop.lab.Vms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Why a packet was dropped where several programs have rules: firewalld's, beside tables by hand.
@ExtendWith(ThisMachine.class)
final class NativeWhyTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  private static final String BY_HAND =
      """
      table ip early {
        chain input {
          type filter hook input priority -10; policy drop;
          meta l4proto { tcp, udp } accept
        }
      }
      table inet nfd {
        chain input {
          type filter hook input priority filter; policy accept;
          udp dport 4242 drop comment "by hand"
        }
      }
      """;

  /// One SYN, no second one: the first is sent again after a second.
  private static final String SEND =
      """
      echo nfdrop >/dev/udp/10.1.0.1/4242
      timeout 0.5 bash -c 'echo >/dev/tcp/10.1.0.1/4242' || :
      """;

  private final NativeHost host = new NativeHost();
  private final Nfdrop nfdrop = Nfdrop.on(host);

  @Test
  void namesOwnerWayAndChainsPassedBefore(@TempDir Path folder) throws IOException {
    var file = folder.resolve("drops.pcapng").toString();
    try (var network = Network.create(host, "why" + ProcessHandle.current().pid())) {
      network.load(firewalld() + BY_HAND);
      var live = drops(network, "--count", "2", "--json", "--pcapng", file);
      assertThat(live.lines()).hasSize(2).allSatisfy(RecordSchema::check);
      assertThat(run("read", "--json", file).stdout()).isEqualTo(live.stdout());
      var text = run("read", file).lines();
      theTableByHand(JSON.readTree(live.lines().getFirst()), text.getFirst());
      firewalldsTable(network.ruleset(), JSON.readTree(live.lines().getLast()), text.getLast());
    }
  }

  private static void theTableByHand(JsonNode drop, String text) {
    assertThat(drop.path("comment").asString()).isEqualTo("by hand");
    assertThat(drop.has("owner")).isFalse();
    assertThat(drop.has("path")).isFalse();
    assertThat(acceptedBy(drop)).containsExactly("ip early input -10");
    assertThat(text)
        .endsWith(
            "  accepted by ip early input (priority -10), then dropped by inet nfd input (priority"
                + " 0)");
  }

  private static void firewalldsTable(Ruleset rules, JsonNode drop, String text) {
    assertThat(drop.path("chain").asString()).isEqualTo("filter_IN_public_deny");
    assertThat(drop.path("owner").path("name").asString()).isEqualTo("firewalld");
    assertThat(drop.path("owner").path("zone").asString()).isEqualTo("public");
    assertThat(acceptedBy(drop)).containsExactly("ip early input -10", "inet nfd input 0");
    assertThat(DropEvent.path(drop))
        .containsExactly(
            jump(rules, "filter_INPUT", "filter_INPUT_POLICIES"),
            jump(rules, "filter_INPUT_POLICIES", "filter_IN_public"),
            jump(rules, "filter_IN_public", "filter_IN_public_deny"));
    assertThat(drop.has("pathPartial")).isFalse();
    assertThat(text)
        .contains(
            "  by firewalld zone public  accepted by ip early input (priority -10), inet nfd");
  }

  /// The rule of a chain that does nothing but jump to another, with the handle that nft tells.
  private static DropEvent.Step jump(Ruleset rules, String chain, String target) {
    return rules.rules().stream()
        .filter(rule -> rule.chain().equals(chain) && rule.text().equals("jump " + target))
        .map(rule -> new DropEvent.Step(chain, rule.handle(), rule.text(), "jump"))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> acceptedBy(JsonNode drop) {
    var chains = new ArrayList<String>();
    for (var chain : drop.path("acceptedBy")) {
      chains.add(
          "%s %s %s %d"
              .formatted(
                  chain.path("family").asString(),
                  chain.path("table").asString(),
                  chain.path("chain").asString(),
                  chain.path("priority").asInt()));
    }
    return chains;
  }

  /// What firewalld wrote, without its daemon: a table of nobody's, and no priority in words that
  /// nft before 1.0.7 does not take on that hook.
  private static String firewalld() throws IOException {
    var file =
        Vms.labFolder()
            .resolveSibling("trace/src/test/resources/dev/nfdrop/trace/owner/firewalld.nft");
    return Files.readString(file)
        .replace("flags owner,persist", "")
        .replace("hook output priority dstnat + 10", "hook output priority -90");
  }

  private Result drops(Network network, String... options) {
    var words = new ArrayList<>(List.of("--netns", network.server()));
    words.addAll(List.of(options));
    try (var running = nfdrop.startAndAwaitReady(words.toArray(String[]::new))) {
      network.asClient(SEND).orThrow();
      return running.await().orThrow();
    }
  }

  private Result run(String... arguments) {
    return host.run(nfdrop.command(arguments)).orThrow();
  }
}
