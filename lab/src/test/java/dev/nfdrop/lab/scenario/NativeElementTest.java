package dev.nfdrop.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nfdrop.lab.NativeHost;
import dev.nfdrop.lab.Running;
import dev.nfdrop.lab.Signal;
import dev.nfdrop.lab.Stream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The element of a set or map that a packet matched.
@ExtendWith(ThisMachine.class)
final class NativeElementTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int MANY = 100_000;

  private static final String RULES =
      """
      table inet nfd {
        set big {
          type ipv4_addr
          elements = { MANY, 10.1.0.2 comment "the culprit" }
        }
        set nets { type ipv4_addr; flags interval; elements = { 10.0.0.0/8 }; }
        set pairs { type inet_service . ipv4_addr; flags interval; elements = { 4000-4244 . 10.1.0.0/16 }; }
        set uplinks { type ifname; elements = { "veth0" }; }
        set friends { type ipv4_addr; elements = { 10.9.9.9 }; }
        map verdicts { type inet_service : verdict; elements = { 4245 : drop, 4246 : goto ending, 4249 : jump deeper }; }
        chain deeper { udp dport 4249 drop; }
        chain ending { udp dport vmap { 4246 : drop }; }
        chain input {
          type filter hook input priority filter
          udp dport 4242 ip saddr @big drop
          udp dport 4243 ip saddr & 255.255.0.0 == 10.1.0.0 ip saddr @nets iifname @uplinks drop
          udp dport . ip saddr @pairs drop
          udp dport vmap @verdicts
          udp dport 4247 ip saddr != @friends drop
          udp dport { 4248, 4260-4270 } drop
        }
      }
      """;

  private static final String ONE_SET =
      """
      table inet nfd {
        set big { type ipv4_addr; elements = { 10.1.0.2 }; }
        chain input { type filter hook input priority filter; udp dport 4242 ip saddr @big drop; }
      }
      """;

  private static final long MOST_BYTES = 2 << 20;
  private static final Pattern TOTAL = Pattern.compile("Total +\\d+ +(\\d+)");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration BETWEEN_PACKETS = Duration.ofMillis(100);

  private static final List<String> EXPECTED =
      List.of(
          "4242 big 10.1.0.2=10.1.0.2 the culprit",
          "4243 nets 10.1.0.2=10.0.0.0/8, uplinks veth0=veth0",
          "4244 pairs 4244 . 10.1.0.2=4000-4244 . 10.1.0.0/16",
          "4245 verdicts 4245=4245",
          "4246 4246=4246",
          "4247",
          "4265 4265=4260-4270",
          "4249");

  private final NativeHost host = new NativeHost();
  private final Nfdrop nfdrop = Nfdrop.on(host);

  @Test
  void eachLookUpTellsTheKeyAndTheElement(@TempDir Path folder) throws IOException {
    var file = folder.resolve("drops.pcapng").toString();
    try (var network = Network.create(host, "element" + ProcessHandle.current().pid())) {
      network.load(RULES.replace("MANY", manyAddresses()));
      var live = drops(network, "--count", "" + EXPECTED.size(), "--json", "--pcapng", file);
      assertThat(live).allSatisfy(RecordSchema::check);
      assertThat(live.stream().map(JSON::readTree).map(NativeElementTest::elements))
          .containsExactlyElementsOf(EXPECTED);
      assertThat(host.run(nfdrop.command("read", "--json", file)).orThrow().lines())
          .isEqualTo(live);
      assertThat(host.run(nfdrop.command("read", file)).orThrow().stdout())
          .contains("  set big: 10.1.0.2 \"the culprit\"\n")
          .contains("  set nets: 10.1.0.2 in 10.0.0.0/8  set uplinks: veth0\n")
          .contains("  4265 in 4260-4270\n")
          .containsPattern("  via input #\\d+ \\(verdicts: 4249\\) > …\n");
    }
  }

  @Test
  void aLargeSetCostsNfdropNoMemory() {
    try (var network = Network.create(host, "large" + ProcessHandle.current().pid())) {
      network.load(ONE_SET);
      try (var running = nfdrop.startAndAwaitReady("--netns", network.server())) {
        dropUntilTold(network, running, 3);
        long before = heldBytes(network);
        network
            .asServer(
                "nft -f - <<'END'\nadd element inet nfd big { %s }\nEND\n"
                    .formatted(manyAddresses()))
            .orThrow();
        dropUntilTold(network, running, Math.toIntExact(told(running)) + 2);
        assertThat(heldBytes(network) - before).isLessThan(MOST_BYTES);
        running.signal(Signal.INT);
        running.await().orThrow();
      }
    }
  }

  /// For a moment after a change no element is told.
  private static void dropUntilTold(Network network, Running running, int times) {
    await()
        .atMost(PATIENCE)
        .pollInterval(BETWEEN_PACKETS)
        .until(() -> {
          network.asClient("echo nfdrop >/dev/udp/10.1.0.1/4242").orThrow();
          return told(running) >= times;
        });
  }

  private static long told(Running running) {
    return running.lines(Stream.STDOUT).stream()
        .filter(line -> line.endsWith("  set big: 10.1.0.2"))
        .count();
  }

  /// What nfdrop holds in memory: the live objects, since what a JVM keeps beside them comes and
  /// goes by more than that.
  private long heldBytes(Network network) {
    var pattern = "dev.nfdrop.cli.Main.* --netns " + network.server();
    var process = host.run("pgrep", "-f", pattern).orThrow().stdout().strip();
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    var histogram = host.run(jcmd, process, "GC.class_histogram").orThrow().lines();
    var total = TOTAL.matcher(histogram.getLast());
    assertThat(total.matches()).as(histogram.getLast()).isTrue();
    return Long.parseLong(total.group(1));
  }

  private static String manyAddresses() {
    return IntStream.range(0, MANY)
        .mapToObj(i -> "11.%d.%d.%d".formatted(i >> 16, i >> 8 & 0xff, i & 0xff))
        .collect(Collectors.joining(", "));
  }

  private static String elements(JsonNode drop) {
    var port = DropEvent.of(drop).packet().port().orElseThrow();
    return (port + " " + String.join(", ", DropEvent.elements(drop))).strip();
  }

  private List<String> drops(Network network, String... options) {
    var words = new ArrayList<>(List.of("--netns", network.server()));
    words.addAll(List.of(options));
    try (var running = nfdrop.startAndAwaitReady(words.toArray(String[]::new))) {
      network
          .asClient(
              "for port in 4242 4243 4244 4245 4246 4247 4265 4249; do"
                  + " echo nfdrop >/dev/udp/10.1.0.1/$port; done")
          .orThrow();
      return running.await().orThrow().lines();
    }
  }
}
