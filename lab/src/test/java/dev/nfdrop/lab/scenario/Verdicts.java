package dev.nfdrop.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.lab.Signal;
import dev.nfdrop.lab.Stream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Packets that rules and policies let live, asked for with `--verdict`.
abstract class Verdicts {
  private static final JsonMapper JSON = JsonMapper.shared();

  private static final String RULES =
      """
      table ip early {
        chain input {
          type filter hook input priority -10; policy accept;
          udp dport 4299 return
        }
      }
      table inet nfd {
        chain web {
          udp dport 4243 accept comment "web"
          udp dport 4244 QUEUE comment "to user space"
          udp dport 4245 drop comment "closed"
        }
        chain input {
          type filter hook input priority filter; policy accept;
          udp dport 4242 accept comment "open"
          jump web comment "ask"
        }
      }
      """;

  private static final String SEND =
      "for port in 4242 4243 4244 4245 4246; do echo nfdrop >/dev/udp/10.1.0.1/$port; done";

  private final Nfdrop nfdrop;
  private final String engine;
  private final boolean queues;

  /// @param queues whether the kernel has queues for user space
  Verdicts(Nfdrop nfdrop, String engine, boolean queues) {
    this.nfdrop = nfdrop;
    this.engine = engine;
    this.queues = queues;
  }

  @Test
  void whatLetsAPacketLiveIsToldWithItsRule() {
    try (var network = network()) {
      var events = events(network, 9, "--verdict", "accept,queue");
      var rules = network.ruleset();
      assertThat(events.stream().map(Verdicts::text))
          .containsExactlyInAnyOrderElementsOf(living(rules));
      assertThat(events)
          .allSatisfy(event -> assertThat(event.path("type").asString()).isEqualTo("verdict"));
      if (!engine.equals("nftrace")) {
        var way = DropEvent.path(event(events, "4243 accept rule inet nfd web"));
        assertThat(way)
            .extracting(DropEvent.Step::handle)
            .containsExactly(rules.of("ask").handle());
      }
    }
  }

  @Test
  void onlyWantedVerdictsAreCounted() {
    try (var network = network()) {
      var words = List.of("--engine", engine, "--netns", network.server(), "--verdict", "queue");
      try (var running = nfdrop.startAndAwaitReady(words.toArray(String[]::new))) {
        network.asClient(SEND).orThrow();
        if (queues) {
          running.awaitLines(Stream.STDOUT, line -> line.contains("queue"), 1);
        }
        running.signal(Signal.INT);
        var totals = running.await().orThrow().stderr();
        assertThat(totals.contains(", 1 not dropped, 1 printed")).as(totals).isEqualTo(queues);
        assertThat(totals.contains("not dropped")).as(totals).isEqualTo(queues);
      }
    }
  }

  @Test
  void anyTellsOfDropsAsWell() {
    try (var network = network()) {
      var events = events(network, 10, "--verdict", "any");
      var rules = network.ruleset();
      var expected = living(rules);
      expected.add("4245 drop rule inet nfd web " + rules.of("closed").handle());
      assertThat(events.stream().map(Verdicts::text)).containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  final Network network() {
    var network = Network.create(nfdrop.host(), "verdict" + ProcessHandle.current().pid());
    network.load(RULES.replace("QUEUE", queues ? "queue num 7 bypass" : "accept"));
    return network;
  }

  private List<String> living(Ruleset rules) {
    var living = new ArrayList<String>();
    for (int port = 4242; port <= 4246; port++) {
      living.add(port + " accept policy ip early input 0");
    }
    living.add("4242 accept rule inet nfd input " + rules.of("open").handle());
    living.add("4243 accept rule inet nfd web " + rules.of("web").handle());
    living.add(
        "4244 %s rule inet nfd web %d"
            .formatted(queues ? "queue" : "accept", rules.of("to user space").handle()));
    living.add("4246 accept policy inet nfd input 0");
    return living;
  }

  final List<JsonNode> events(Network network, int count, String... options) {
    var words =
        new ArrayList<>(
            List.of("trace", "--engine", engine, "--netns", network.server(), "--json"));
    words.addAll(List.of("--count", Integer.toString(count)));
    words.addAll(List.of(options));
    words.add("udp");
    try (var running = nfdrop.startAndAwaitReady(words.toArray(String[]::new))) {
      network.asClient(SEND).orThrow();
      var lines = running.await().orThrow().lines();
      assertThat(lines).hasSize(count).allSatisfy(RecordSchema::check);
      return lines.stream().map(JSON::readTree).toList();
    }
  }

  private static JsonNode event(List<JsonNode> events, String begin) {
    return events.stream()
        .filter(event -> text(event).startsWith(begin))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + begin + " in " + events));
  }

  private static String text(JsonNode event) {
    return "%d %s %s %s %s %s %d"
        .formatted(
            event.path("packet").path("dport").asInt(),
            event.path("verdict").asString(),
            event.path("cause").asString(),
            event.path("family").asString(),
            event.path("table").asString(),
            event.path("chain").asString(),
            event.path("handle").asLong(0));
  }
}
