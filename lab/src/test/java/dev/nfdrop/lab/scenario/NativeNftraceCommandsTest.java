package dev.nfdrop.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.lab.NativeHost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// This engine does touch the ruleset: it says so, and only while it runs.
@ExtendWith(ThisMachine.class)
final class NativeNftraceCommandsTest extends Commands {

  private static final String LIST = "nft list ruleset";

  NativeNftraceCommandsTest() {
    super(Nfdrop.on(new NativeHost()), "nftrace", "table inet nfdrop-trace-");
  }

  @Test
  void theRulesetTellsWhoTracesAndIsAsBeforeAfterwards() {
    var before = network().asServer(LIST).orThrow().stdout();
    try (var running = trace("--count", "1")) {
      assertThat(network().asServer(LIST).stdout())
          .startsWith(before)
          .contains("table inet nfdrop-trace-")
          .contains("made by nfdrop --engine nftrace, process ")
          .containsOnlyOnce("table bridge ")
          .containsOnlyOnce("table arp ")
          .contains("meta nftrace set 1 accept");
      network().asClient(SEND_DROPPED).orThrow();
      assertThat(running.await().stderr())
          .contains("its ruleset has tables nfdrop-trace-", " (inet, arp, bridge) until this ends");
    }
    assertThat(network().asServer(LIST).stdout()).isEqualTo(before);
  }

  /// As `systemctl reload nftables` does.
  @Test
  void somebodyElsesFlushDoesNotEndTheTrace() {
    try (var running = trace("--count", "1")) {
      network().asServer("nft flush ruleset").orThrow();
      network()
          .asServer(
              """
              nft -f - <<'END'
              table ip nfd {
                chain input {
                  type filter hook input priority filter; policy accept;
                  udp dport 4242 drop
                }
              }
              END
              """)
          .orThrow();
      network().asClient(SEND_DROPPED).orThrow();
      assertThat(running.await().lines()).hasSize(1);
    }
  }

  @Test
  void isNotChosenButByItsName() {
    var check = run("check");
    assertThat(check.lines())
        .anyMatch(line -> line.startsWith("nftrace     usable: calibrated"))
        .anyMatch(line -> line.strip().startsWith("only when asked for (--engine nftrace): adds"));
  }
}
