package dev.nfdrop.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nfdrop.lab.Kernel;
import dev.nfdrop.lab.Signal;
import dev.nfdrop.lab.Vms;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// On a kernel whose tables do not go with the process that made them (before 5.12).
final class Linux510NftraceTest {

  private static final String LIST = "nft list tables";
  private static final String[] TRACE = {"trace", "--engine", "nftrace", "--netns"};

  @Test
  void aFlushedTableComesBackAndOneLeftByAKillGoesWithTheNextStart() {
    var nfdrop = Nfdrop.in(Vms.of(Kernel.of("5.10.0-32-amd64")));
    try (var network = Network.create(nfdrop.host(), "nftrace")) {
      try (var running =
          nfdrop.startAndAwaitReady(TRACE[0], TRACE[1], TRACE[2], TRACE[3], network.server())) {
        network.asServer("nft flush ruleset").orThrow();
        await().atMost(Duration.ofSeconds(30)).until(() -> isTraced(network));
        running.signal(Signal.KILL);
        running.await();
        assertThat(isTraced(network)).isTrue();
      }
      var next =
          nfdrop
              .host()
              .run(
                  nfdrop.command(
                      "trace",
                      "--engine",
                      "kprobe",
                      "--duration",
                      "1ms",
                      "--netns",
                      network.server()));
      assertThat(next.exitStatus()).as(next.toString()).isZero();
      assertThat(isTraced(network)).isFalse();
    }
  }

  private static boolean isTraced(Network network) {
    return network.asServer(LIST).stdout().contains("table inet nfdrop-trace-");
  }
}
