package dev.nfdrop.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.lab.Running;
import dev.nfdrop.lab.Signal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Several nfdrops that see the same drops, each with options that select some of them.
///
/// @param expected what each command line selects, in the order of the traffic: a rule's comment,
///   or what else was the cause
record Selections(Nfdrop nfdrop, String engine, Map<String, List<String>> expected) {

  /// Every drop has one thing that no other has.
  private static final String RULES =
      """
      table inet first {
        chain web { udp dport 4242 drop comment "in the chain web"; }
        chain input {
          type filter hook input priority filter; policy accept;
          udp dport 4242 jump web
          udp dport 4243 drop comment "in the base chain"
        }
      }
      table ip6 second {
        chain input { type filter hook input priority filter; policy drop; icmpv6 type != echo-request accept; }
      }
      table ip second {
        chain leaving {
          type filter hook output priority filter; policy accept;
          udp dport 4244 reject comment "on its way out"
        }
      }
      """;

  private static final List<String> ALL =
      List.of("in the chain web", "in the base chain", "policy", "on its way out");

  static Selections all(Nfdrop nfdrop, String engine) {
    var expected = new LinkedHashMap<String, List<String>>();
    expected.put("", ALL);
    expected.put("--cause policy", List.of("policy"));
    expected.put("--cause rule,jump-depth", List.of(ALL.get(0), ALL.get(1), ALL.get(3)));
    expected.put("--verdict reject", List.of("on its way out"));
    expected.put("--verdict drop", List.of(ALL.get(0), ALL.get(1), ALL.get(2)));
    expected.put("--family ip,ip6", List.of("policy", "on its way out"));
    expected.put("--table second", List.of("policy", "on its way out"));
    expected.put("--table f* --chain input", List.of("in the base chain"));
    expected.put("--chain input", List.of("in the base chain", "policy"));
    expected.put("--chain we* --chain leaving", List.of("in the chain web", "on its way out"));
    expected.put("--hook output", List.of("on its way out"));
    expected.put("--iif veth0", List.of("in the chain web", "in the base chain", "policy"));
    expected.put("--iif veth1,lo", List.of());
    expected.put("--oif ve*", List.of("on its way out"));
    expected.put("--comment out --comment base", List.of("in the base chain", "on its way out"));
    expected.put("--cause rule src net 10.1.0.0/16", List.of(ALL.get(0), ALL.get(1), ALL.get(3)));
    return new Selections(nfdrop, engine, expected);
  }

  /// For who cannot afford many.
  static Selections some(Nfdrop nfdrop, String engine) {
    var expected = new LinkedHashMap<String, List<String>>();
    expected.put(
        "--cause rule --family inet --table first --chain web,input --hook input --iif veth*",
        List.of("in the chain web", "in the base chain"));
    expected.put("--chain web --oif veth0", List.of());
    expected.put("udp dst port 4243 or icmp6", List.of("in the base chain", "policy"));
    return new Selections(nfdrop, engine, expected);
  }

  /// Holds if each shows what it should, and counts nothing else.
  void assertSelect() {
    try (var network = Network.create(nfdrop.host(), "select" + ProcessHandle.current().pid())) {
      network.load(RULES);
      var handle = network.ruleset().of("in the base chain").handle();
      var all = new LinkedHashMap<>(expected);
      all.put("--handle " + handle + ",9999 --table first", List.of("in the base chain"));
      var started = new ArrayList<Started>();
      try {
        all.forEach(
            (options, drops) -> started.add(new Started(options, drops, start(options, network))));
        send(network);
        started.forEach(Started::assertSelected);
      } finally {
        started.forEach(each -> each.running().close());
      }
    }
  }

  private Running start(String options, Network network) {
    var words = new ArrayList<>(List.of("trace", "--json", "--netns", network.server()));
    words.addAll(List.of("--engine", engine));
    words.addAll(List.of(options.split(" ")));
    words.removeIf(String::isEmpty);
    return nfdrop.startAndAwaitReady(words.toArray(String[]::new));
  }

  private static void send(Network network) {
    network
        .asClient(
            "for port in 4242 4243; do echo nfdrop >/dev/udp/%s/$port; done\n"
                    .formatted(Network.SERVER)
                + "ping -6 -c 1 -W 1 %s\n".formatted(Network.SERVER6))
        .lines();
    network.asServer("echo nfdrop >/dev/udp/%s/4244\n".formatted(Network.CLIENT)).lines();
  }

  /// One that traces, and what it should show.
  private record Started(String options, List<String> drops, Running running) {

    void assertSelected() {
      running.signal(Signal.INT);
      var result = running.await();
      assertThat(result.lines().stream().map(JsonMapper.shared()::readTree).map(Selections::name))
          .as(options + ": " + result)
          .containsExactlyElementsOf(drops);
      assertThat(result.stderr()).contains(" drops seen", ", %d printed\n".formatted(drops.size()));
    }
  }

  private static String name(JsonNode drop) {
    return drop.path("comment").asString(drop.path("cause").asString());
  }
}
