package dev.nfdrop.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.lab.NativeHost;
import dev.nfdrop.lab.Running;
import dev.nfdrop.lab.Signal;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// On whose behalf a packet went, and what it carried: seen by one nfdrop.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(ThisMachine.class)
final class NativeContextTest {
  private static final String RULES =
      """
      table inet nfd {
        chain input {
          type filter hook input priority filter;
          udp dport { 4242, 4789 } drop
        }
        chain output {
          type filter hook output priority filter;
          udp dport 4243 meta mark set 0x10 drop
          icmp type echo-reply drop
          tcp flags rst drop
        }
      }
      """;

  /// VXLAN's header, then a frame with a datagram from port 4242 to port 53.
  private static final String SEND_VXLAN =
      """
      bytes() { for byte; do printf "\\\\x$byte"; done; }
      {
        bytes 08 00 00 00 00 00 2a 00
        bytes 02 00 00 00 00 04 02 00 00 00 00 03 08 00
        bytes 45 00 00 24 00 00 40 00 40 11 00 00 0a 02 00 02 0a 02 00 01
        bytes 10 92 00 35 00 10 00 00 6e 66 64 72 6f 70 21 21
      } | dd bs=1024 iflag=fullblock status=none >/dev/udp/10.1.0.1/4789
      """;

  private final NativeHost host = new NativeHost();

  @SuppressWarnings("NullAway.Init") // by startTracing()
  private Network network;

  @SuppressWarnings("NullAway.Init") // by startTracing()
  private MadeUpContainer container;

  @SuppressWarnings("NullAway.Init") // by startTracing()
  private Tracing tracing;

  @BeforeAll
  void startTracing() {
    network = Network.create(host, "context" + ProcessHandle.current().pid());
    network.load(RULES + Tracing.MARKER_RULES);
    container = MadeUpContainer.start(host, network.server());
    tracing = Tracing.start(Nfdrop.on(host), "tracepoint", network.server());
  }

  @AfterAll
  void theFileSaysTheSame() {
    try (var _ = network;
        var _ = container;
        var _ = tracing) {
      var result = tracing.interrupt();
      assertThat(result.exitStatus()).as(result.stderr()).isZero();
      assertThat(tracing.read().stdout()).isEqualTo(result.stdout());
    }
  }

  @Test
  void theContainerThatLivesInTheNamespace() {
    var found = only(byClient("echo nfdrop >/dev/udp/10.1.0.1/4242\n")).at("/netns/container");
    assertThat(found.path("runtime").asString()).isEqualTo("docker");
    assertThat(found.path("id").asString()).isEqualTo(MadeUpContainer.ID);
  }

  @Test
  void onlyTheDropsOfAContainer() {
    var nfdrop = Nfdrop.on(host);
    var of = MadeUpContainer.ID.substring(0, 12);
    try (var same = nfdrop.startAndAwaitReady("--json", "--container", of);
        var other = nfdrop.startAndAwaitReady("--json", "--container", of + "f")) {
      byClient("echo nfdrop >/dev/udp/10.1.0.1/4242\n");
      assertThat(interrupted(same)).hasSize(2).allMatch(line -> line.contains(of));
      assertThat(interrupted(other)).isEmpty();
    }
  }

  @Test
  void thePacketInATunnel() {
    var tunnel = only(byClient(SEND_VXLAN)).at("/packet/tunnel");
    assertThat(tunnel.path("type").asString()).isEqualTo("vxlan");
    assertThat(tunnel.path("id").asInt()).isEqualTo(42);
    assertThat(tunnel.at("/packet/src").asString()).isEqualTo("10.2.0.2");
    assertThat(tunnel.at("/packet/sport").asInt()).isEqualTo(4242);
    assertThat(tunnel.at("/packet/dport").asInt()).isEqualTo(53);
    assertThat(tunnel.at("/packet/len").asInt()).isEqualTo(36);
  }

  @Test
  void theProcessThatSends() {
    var send = "exec 7>/dev/udp/10.1.0.2/4243; exec -a sender sleep 0.2 & echo x >&7; echo $$\n";
    var pid = network.asServer("su -s /bin/bash nobody -c '" + send + "'").stdout().strip();
    var event = only(reported());
    var process = event.path("process");
    assertThat(process.path("pid").asString()).isEqualTo(pid);
    assertThat(process.path("name").asString()).isEqualTo("bash");
    assertThat(process.path("uid").asString())
        .isEqualTo(host.run("id", "-u", "nobody").stdout().strip());
    assertThat(event.path("mark").asInt()).isEqualTo(0x10);
  }

  /// They are answered in a softirq, on top of whatever runs.
  @Test
  void nobodyWhereTheKernelAnswers() {
    var events =
        byClient(
            """
            ping -q -c 1 -W 1 10.1.0.1 >/dev/null
            timeout 0.2 bash -c 'echo nfdrop >/dev/tcp/10.1.0.1/4244' 2>/dev/null
            """);
    assertThat(events)
        .extracting(event -> event.at("/packet/proto").asString())
        .startsWith("icmp", "tcp");
    assertThat(events).noneMatch(event -> event.has("process"));
  }

  private static List<String> interrupted(Running nfdrop) {
    nfdrop.signal(Signal.INT);
    return nfdrop.await().lines();
  }

  private List<JsonNode> byClient(String script) {
    network.asClient(script);
    return reported();
  }

  private List<JsonNode> reported() {
    network.asClient(Tracing.MARKER);
    return tracing.untilMarker();
  }

  private static JsonNode only(List<JsonNode> events) {
    assertThat(events).hasSize(1);
    return events.getFirst();
  }
}
