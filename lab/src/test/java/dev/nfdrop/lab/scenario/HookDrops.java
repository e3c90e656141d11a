package dev.nfdrop.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// Drops by netfilter that no rule and no policy decided, seen by one nfdrop, and what it says of
/// all in the end.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class HookDrops {
  private static final String SEND = "echo nfdrop >/dev/udp/127.0.0.1/4242 2>/dev/null\n";

  private final Nfdrop nfdrop;
  private final String engine;

  @SuppressWarnings("NullAway.Init") // by startTracing()
  private Network network;

  @SuppressWarnings("NullAway.Init") // by startTracing()
  private Tracing tracing;

  HookDrops(Nfdrop nfdrop, String engine) {
    this.nfdrop = nfdrop;
    this.engine = engine;
  }

  @BeforeAll
  void startTracing() {
    network = Network.create(nfdrop.host(), engine + "hooks" + ProcessHandle.current().pid());
    network.load(Tracing.MARKER_RULES);
    tracing = Tracing.start(nfdrop, engine, network.server());
  }

  @AfterAll
  void theTotalsAddUp() {
    try (var _ = network;
        var _ = tracing) {
      var result = tracing.interrupt();
      assertThat(result.exitStatus()).as(result.stderr()).isZero();
      assertThat(result.stderr())
          .containsPattern("[0-9]+ drops seen \\([0-9]+ by rules, [0-9]+ by other hooks\\)");
    }
  }

  @Test
  void aBpfProgramAtAHook() {
    network.load(
        """
        table ip nfd {
          chain input {
            type filter hook input priority -150;
            udp dport 4243 drop
          }
        }
        """
            + Tracing.MARKER_RULES);
    var event = only(sent(BpfHook.during(SEND, BpfHook.IPV4, BpfHook.INPUT, -300, -200, -100)));
    assertThat(event.path("cause").asString()).isEqualTo("hook");
    assertThat(event.path("hookFunction").path("name").asString()).isEqualTo("nf_hook_run_bpf");
    assertThat(event.path("family").asString()).isEqualTo("ip");
    assertThat(event.path("hook").asString()).isEqualTo("input");
    assertThat(event.path("priority").asInt()).isEqualTo(-100);
    assertThat(event.path("iif").asString()).isEqualTo("lo");
    assertThat(event.path("packet").path("dport").asInt()).isEqualTo(4242);
    assertThat(event.path("netns").path("name").asString()).isEqualTo(network.server());
    assertThat(List.of("table", "chain", "handle", "rule", "basechain", "oif"))
        .noneMatch(event::has);
  }

  @Test
  void aBpfProgramAheadOfARuleThatWouldDrop() {
    network.load(
        """
        table ip nfd {
          chain output {
            type filter hook output priority 0;
            udp dport 4242 drop
          }
        }
        """
            + Tracing.MARKER_RULES);
    var event = only(sent(BpfHook.during(SEND, BpfHook.IPV4, BpfHook.OUTPUT, -7)));
    assertThat(event.path("cause").asString()).isEqualTo("hook");
    assertThat(event.path("hook").asString()).isEqualTo("output");
    assertThat(event.path("priority").asInt()).isEqualTo(-7);
    assertThat(event.path("oif").asString()).isEqualTo("lo");
  }

  /// What was reported for packets that the server sends to itself.
  private List<JsonNode> sent(String script) {
    network.asServer(script).orThrow();
    network.asClient(Tracing.MARKER);
    return tracing.untilMarker();
  }

  private static JsonNode only(List<JsonNode> events) {
    assertThat(events).hasSize(1);
    return events.getFirst();
  }
}
