package dev.nfdrop.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nfdrop.lab.Kernel;
import dev.nfdrop.lab.Vms;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Where accepted packets pass the probe too, x86 reaches it by a jump and not by a trap. The other
/// probe, in `nf_hook_slow()`, meets dropped packets only.
final class OptimizedProbeTest {

  @Test
  void theProbeOnEveryVerdictIsAJump() {
    var guest = Vms.of(Kernel.of("5.10.0-32-amd64"));
    var nfdrop = Nfdrop.in(guest);
    try (var network = Network.create(guest, "optimized");
        var _ = nfdrop.startAndAwaitReady("--engine", "kprobe", "--netns", network.server())) {
      // The kernel does so some time after the probe was set.
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(() -> {
            var probes = guest.run("cat", "/sys/kernel/debug/kprobes/list").orThrow();
            assertThat(probes.lines())
                .as(probes.stdout())
                .filteredOn(line -> line.contains(" nft_do_chain+0x"))
                .singleElement()
                .asString()
                .endsWith("[OPTIMIZED]");
          });
    }
  }
}
