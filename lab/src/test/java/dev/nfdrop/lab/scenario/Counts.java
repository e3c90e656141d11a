package dev.nfdrop.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.lab.Result;
import dev.nfdrop.lab.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Exact counts of what rules dropped (`--count-only`), beside nft's own counters.
abstract class Counts {
  private static final String RULES =
      """
      table inet nfd {
        counter flooded { }
        counter deep { }
        chain inner { udp dport 4243 counter name deep drop comment "inner"; }
        chain input {
          type filter hook input priority filter; policy drop;
          udp dport 4242 counter name flooded drop comment "flood"
          udp dport 4244 accept
          jump inner
        }
      }
      """;

  /// 30 packets for the rule, 20 for the one behind the jump, 10 for the policy.
  static final String EACH = flood(4242, 30, 1) + flood(4243, 20, 1) + flood(4299, 10, 1);

  private static final int HEADERS = 20 + 8;
  private static final Pattern COUNTER =
      Pattern.compile("counter (\\w+) \\{\\s+packets (\\d+) bytes (\\d+)");

  private final Nfdrop nfdrop;
  private final String engine;
  private final int flood;

  /// @param flood how many packets the machine is to be flooded with
  Counts(Nfdrop nfdrop, String engine, int flood) {
    this.nfdrop = nfdrop;
    this.engine = engine;
    this.flood = flood;
  }

  @Test
  void everyDropIsCountedHoweverFastTheyCome() {
    try (var network = network()) {
      var result =
          counted(network, flood(4242, flood, 100) + flood(4243, 17, 10) + flood(4299, 5, 0));
      var rules = network.ruleset();
      assertThat(lines(result).stream().map(Counts::text))
          .containsExactly(
              "drop rule inet nfd input %d %d %d"
                  .formatted(rules.of("flood").handle(), flood, flood * (100L + HEADERS)),
              "drop rule inet nfd inner %d %d %d"
                  .formatted(rules.of("inner").handle(), 17, 17 * (10 + HEADERS)),
              "drop policy inet nfd input 0 5 " + 5 * HEADERS);
      assertThat(result.stderr())
          .contains("%d drops seen".formatted(flood + 22), ", %d counted".formatted(flood + 22))
          .doesNotContain("the totals differ");
      assertCountersAgree(network, lines(result));
    }
  }

  @Test
  void selectionsAndFiltersApply() {
    try (var network = network()) {
      assertThat(packets(counted(network, EACH, "--chain", "inner"))).containsExactly(20L);
      assertThat(
              packets(counted(network, EACH, "--hook", "input", "--iif", "veth0", "udp port 4243")))
          .containsExactly(20L);
    }
  }

  @Test
  void intervalsAddUpToTheTotal() {
    try (var network = network();
        var running = nfdrop.startAndAwaitReady(words(network, "--interval", "200ms"))) {
      for (int i = 0; i < 3; i++) {
        network.asClient(flood(4242, 100, 1) + "sleep 0.5").orThrow();
      }
      running.signal(Signal.INT);
      var lines = lines(running.await().orThrow());
      long counted =
          lines.stream()
              .filter(line -> line.path("span").asString().equals("interval"))
              .mapToLong(line -> line.path("packets").asLong())
              .sum();
      assertThat(lines.getLast().path("span").asString()).isEqualTo("total");
      assertThat(lines.getLast().path("packets").asLong()).isEqualTo(300);
      assertThat(counted).isBetween(200L, 300L);
    }
  }

  final Network network() {
    var network = Network.create(nfdrop.host(), "count" + ProcessHandle.current().pid());
    network.load(RULES);
    return network;
  }

  /// The shell command that sends datagrams as fast as one process can.
  private static String flood(int port, int packets, int bytes) {
    return """
    perl -e '
      use Socket;
      my ($address, $port, $times, $bytes) = @ARGV;
      socket(my $socket, PF_INET, SOCK_DGRAM, 0) or die;
      my $to = sockaddr_in($port, inet_aton($address));
      my $text = "x" x $bytes;
      for (1 .. $times) { send($socket, $text, 0, $to) }
    ' %s %d %d %d
    """
        .formatted(Network.SERVER, port, packets, bytes);
  }

  final Result counted(Network network, String send, String... options) {
    try (var running = nfdrop.startAndAwaitReady(words(network, options))) {
      network.asClient(send).orThrow();
      running.signal(Signal.INT);
      return running.await().orThrow();
    }
  }

  final String[] words(Network network, String... options) {
    var words = new ArrayList<>(List.of("trace", "--engine", engine, "--netns", network.server()));
    words.addAll(List.of("--count-only", "--json"));
    words.addAll(List.of(options));
    return words.toArray(String[]::new);
  }

  private static List<JsonNode> lines(Result result) {
    assertThat(result.lines()).allSatisfy(RecordSchema::check);
    return result.lines().stream().map(JsonMapper.shared()::readTree).toList();
  }

  static List<Long> packets(Result result) {
    return lines(result).stream().map(line -> line.path("packets").asLong()).toList();
  }

  private static String text(JsonNode line) {
    return "%s %s %s %s %s %d %d %d"
        .formatted(
            line.path("verdict").asString(),
            line.path("cause").asString(),
            line.path("family").asString(),
            line.path("table").asString(),
            line.path("chain").asString(),
            line.path("handle").asLong(0),
            line.path("packets").asLong(),
            line.path("bytes").asLong());
  }

  private static void assertCountersAgree(Network network, List<JsonNode> lines) {
    var counters = network.asServer("nft list counters").orThrow().stdout();
    var listed =
        COUNTER
            .matcher(counters)
            .results()
            .map(counter -> counter.group(2) + " packets " + counter.group(3) + " bytes")
            .toList();
    var counted =
        lines.stream()
            .filter(line -> line.path("cause").asString().equals("rule"))
            .map(line ->
                line.path("packets").asLong()
                    + " packets "
                    + line.path("bytes").asLong()
                    + " bytes")
            .toList();
    assertThat(listed).as(counters).containsExactlyInAnyOrderElementsOf(counted);
  }
}
