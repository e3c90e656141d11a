package dev.nfdrop.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// What connection tracking knows of dropped packets, seen by one nfdrop.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Connections {
  /// They have the kernel load connection tracking before nfdrop starts.
  private static final String RULES =
      """
      table inet nfd {
        chain raw {
          type filter hook prerouting priority raw;
          udp dport 4247 notrack
        }
        chain marks {
          type filter hook prerouting priority mangle;
          udp dport 4248 ct mark set 0x1eef
        }
        chain translate {
          type nat hook prerouting priority dstnat;
          udp dport 4245 redirect to :4246
        }
        chain input {
          type filter hook input priority filter;
          udp dport { 4246, 4247, 4248 } drop
        }
        chain output {
          type filter hook output priority filter;
          icmp type echo-reply drop
        }
      }
      """;

  private final Nfdrop nfdrop;
  private final String engine;

  @SuppressWarnings("NullAway.Init") // by startTracing()
  private Network network;

  @SuppressWarnings("NullAway.Init") // by startTracing()
  private Tracing tracing;

  Connections(Nfdrop nfdrop, String engine) {
    this.nfdrop = nfdrop;
    this.engine = engine;
  }

  @BeforeAll
  void startTracing() {
    network = Network.create(nfdrop.host(), "connections" + ProcessHandle.current().pid());
    network.load(RULES + Tracing.MARKER_RULES);
    tracing = Tracing.start(nfdrop, engine, network.server());
  }

  @AfterAll
  void theFileSaysTheSame() {
    try (var _ = network;
        var _ = tracing) {
      var result = tracing.interrupt();
      assertThat(result.exitStatus()).as(result.stderr()).isZero();
      assertThat(tracing.read().stdout()).isEqualTo(result.stdout());
    }
  }

  @Test
  void theConnectionWhoseAddressIsTranslated() {
    var event = byClient("echo nfdrop >/dev/udp/10.1.0.1/4245\n");
    var conntrack = event.path("conntrack");
    assertThat(event.at("/packet/dport").asInt()).isEqualTo(4246);
    assertThat(conntrack.path("state").asString()).isEqualTo("new");
    assertThat(conntrack.path("direction").asString()).isEqualTo("original");
    assertThat(conntrack.path("status").toString()).isEqualTo("[\"dnat\"]");
    assertThat(conntrack.at("/original/dport").asInt()).isEqualTo(4245);
    assertThat(conntrack.at("/reply/sport").asInt()).isEqualTo(4246);
    assertThat(conntrack.at("/reply/dst").asString()).isEqualTo("10.1.0.2");
  }

  @Test
  void theConnectionOfAReply() {
    var conntrack = byClient("ping -q -c 1 -W 1 10.1.0.1 >/dev/null\n").path("conntrack");
    assertThat(conntrack.path("state").asString()).isEqualTo("established");
    assertThat(conntrack.path("direction").asString()).isEqualTo("reply");
    assertThat(conntrack.path("status").valueStream().map(JsonNode::asString))
        .contains("seen-reply", "confirmed");
    assertThat(conntrack.at("/original/src").asString()).isEqualTo("10.1.0.2");
    assertThat(conntrack.at("/original/proto").asString()).isEqualTo("icmp");
  }

  @Test
  void aConnectionsMark() {
    var conntrack = byClient("echo nfdrop >/dev/udp/10.1.0.1/4248\n").path("conntrack");
    assertThat(conntrack.path("mark").asInt()).isEqualTo(0x1eef);
    assertThat(conntrack.path("zone").asInt(-1)).isZero();
  }

  @Test
  void aPacketThatIsNotTracked() {
    var conntrack = byClient("echo nfdrop >/dev/udp/10.1.0.1/4247\n").path("conntrack");
    assertThat(conntrack.path("state").asString()).isEqualTo("untracked");
    assertThat(conntrack.has("original")).isFalse();
  }

  private JsonNode byClient(String script) {
    network.asClient(script + Tracing.MARKER);
    var events = tracing.untilMarker();
    assertThat(events).hasSize(1);
    return events.getFirst();
  }
}
