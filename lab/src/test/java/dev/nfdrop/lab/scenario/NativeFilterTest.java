package dev.nfdrop.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nfdrop.lab.NativeHost;
import dev.nfdrop.lab.Signal;
import dev.nfdrop.lab.scenario.DropEvent.Packet;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/// A pcap-filter expression shows the drops that match and no others, though all happen.
@ExtendWith(ThisMachine.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NativeFilterTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final String RULES =
      """
      table inet nfd {
        chain input {
          type filter hook input priority filter;
          udp dport { 4242, 51713 } counter drop
        }
        chain output {
          type filter hook output priority filter;
          udp dport 7919 counter drop
        }
      }
      table arp nfd {
        chain output {
          type filter hook output priority filter;
          arp operation request counter drop
        }
      }
      """;

  private static final String AS_CLIENT =
      """
      for port in 4242 51713; do
        echo nfdrop >/dev/udp/%s/$port
        echo nfdrop >/dev/udp/%s/$port
      done
      """
          .formatted(Network.SERVER, Network.SERVER6);

  /// Nobody has the address that is asked for.
  private static final String AS_SERVER =
      """
      echo nfdrop >/dev/udp/%s/7919
      echo nfdrop >/dev/udp/%s/7919
      echo nfdrop >/dev/udp/10.1.0.77/4242
      """
          .formatted(Network.CLIENT, Network.CLIENT6);

  private final Nfdrop nfdrop = Nfdrop.on(new NativeHost());
  private final Network network =
      Network.create(nfdrop.host(), "filter" + ProcessHandle.current().pid());

  @AfterAll
  void close() {
    network.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tracepoint | udp dst port 4242 and net 10.1.0.0/16 | 10.1.0.1 4242",
        "tracepoint | ip6 | fd00:1::1 4242, fd00:1::1 51713, fd00:1::2 7919",
        "tracepoint | arp or (ether src 02:00:00:00:00:02 and ip and dst port 51713)"
            + " | 10.1.0.77 arp, 10.1.0.1 51713",
        "nftrace | not udp port 4242 and not ip6 | 10.1.0.1 51713, 10.1.0.2 7919, 10.1.0.77 arp",
      })
  void onlyMatchingDropsAreReported(String engine, String filter, String expected) {
    forgetNobody();
    network.load(RULES);
    try (var running =
        nfdrop.startAndAwaitReady(
            "trace", "--json", "--engine", engine, "--netns", network.server(), filter)) {
      network.asClient(AS_CLIENT).orThrow();
      network.asServer(AS_SERVER).orThrow();
      await().atMost(LIMIT).until(this::allHappened);
      running.signal(Signal.INT);
      var result = running.await();
      assertThat(result.exitStatus()).as(result.toString()).isZero();
      assertThat(result.lines().stream().map(NativeFilterTest::packet).distinct())
          .containsExactlyInAnyOrder(expected.split(", "));
      assertThat(result.stderr())
          .containsPattern("nfdrop: (\\d+) matching drops seen \\(.*\\), \\1 printed");
    }
  }

  /// Else the requests for the address go on from the case before, and are counted.
  private void forgetNobody() {
    var _ = network.asServer("ip neigh del 10.1.0.77 dev veth0");
  }

  /// As the rules have counted.
  private boolean allHappened() {
    var listing = network.asServer("nft list ruleset").stdout();
    return listing.contains("{ 4242, 51713 } counter packets 4")
        && listing.contains("7919 counter packets 2")
        && listing.contains("request counter packets ")
        && !listing.contains("request counter packets 0");
  }

  private static String packet(String line) {
    Packet packet = DropEvent.of(JsonMapper.shared().readTree(line)).packet();
    return packet.port().isPresent()
        ? packet.destination() + " " + packet.port().getAsInt()
        : packet.destination() + " " + packet.protocol();
  }
}
