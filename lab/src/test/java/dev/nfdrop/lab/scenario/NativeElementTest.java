package dev.nfdrop.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.lab.NativeHost;
import dev.nfdrop.lab.Running;
import dev.nfdrop.lab.Signal;
import dev.nfdrop.lab.Stream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        map verdicts { type inet_service : verdict; elements = { 4245 : drop, 4246 : goto ending }; }
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

  private static final long MOST_KILOBYTES = 2048;

  private static final List<String> EXPECTED =
      List.of(
          "4242 big 10.1.0.2=10.1.0.2 the culprit",
          "4243 nets 10.1.0.2=10.0.0.0/8, uplinks veth0=veth0",
          "4244 pairs 4244 . 10.1.0.2=4000-4244 . 10.1.0.0/16",
          "4245 verdicts 4245=4245",
          "4246 4246=4246",
          "4247",
          "4265 4265=4260-4270");

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
          .contains("  4265 in 4260-4270\n");
    }
  }

  @Test
  void aLargeSetCostsNfdropNoMemory() {
    try (var network = Network.create(host, "large" + ProcessHandle.current().pid())) {
      network.load(ONE_SET);
      try (var running = nfdrop.startAndAwaitReady("--netns", network.server())) {
        for (int i = 1; i <= 3; i++) {
          dropOne(network, running, i);
        }
        long before = residentKilobytes(network);
        network
            .asServer(
                "nft -f - <<'END'\nadd element inet nfd big { %s }\nEND\n"
                    .formatted(manyAddresses()))
            .orThrow();
        dropOne(network, running, 4);
        dropOne(network, running, 5);
        assertThat(residentKilobytes(network) - before).isLessThan(MOST_KILOBYTES);
        running.signal(Signal.INT);
        running.await().orThrow();
      }
    }
  }

  private static void dropOne(Network network, Running running, int number) {
    network.asClient("echo nfdrop >/dev/udp/10.1.0.1/4242").orThrow();
    running.awaitLines(Stream.STDOUT, line -> line.endsWith("  set big: 10.1.0.2"), number);
  }

  /// What nfdrop has in memory once its garbage is collected.
  private long residentKilobytes(Network network) {
    var pattern = "dev.nfdrop.cli.Main.* --netns " + network.server();
    var process = host.run("pgrep", "-f", pattern).orThrow().stdout().strip();
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    host.run(jcmd, process, "GC.run").orThrow();
    var resident = host.run("grep", "VmRSS", "/proc/" + process + "/status").orThrow().stdout();
    return Long.parseLong(resident.replaceAll("\\D", ""));
  }

  private static String manyAddresses() {
    return IntStream.range(0, MANY)
        .mapToObj(i -> "11.%d.%d.%d".formatted(i >> 16, i >> 8 & 0xff, i & 0xff))
        .collect(Collectors.joining(", "));
  }

  private static String elements(JsonNode drop) {
    var texts = new ArrayList<String>();
    for (var each : drop.path("elements")) {
      var text =
          "%s %s=%s %s"
              .formatted(
                  each.path("set").asString(""),
                  each.path("key").asString(),
                  each.path("element").asString(),
                  each.path("comment").asString(""));
      texts.add(text.strip());
    }
    var port = DropEvent.of(drop).packet().port().orElseThrow();
    return (port + " " + String.join(", ", texts)).strip();
  }

  private List<String> drops(Network network, String... options) {
    var words = new ArrayList<>(List.of("--netns", network.server()));
    words.addAll(List.of(options));
    try (var running = nfdrop.startAndAwaitReady(words.toArray(String[]::new))) {
      network
          .asClient(
              "for port in 4242 4243 4244 4245 4246 4247 4265; do"
                  + " echo nfdrop >/dev/udp/10.1.0.1/$port; done")
          .orThrow();
      return running.await().orThrow().lines();
    }
  }
}
