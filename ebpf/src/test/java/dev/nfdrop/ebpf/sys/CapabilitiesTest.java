package dev.nfdrop.ebpf.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CapabilitiesTest {
  @Test
  void aThreadGivesUpItsOwnOnly() {
    var before = Capabilities.effective();
    var kept = new CompletableFuture<Capabilities>();
    Thread.ofPlatform()
        .start(() -> {
          Capabilities.keepOnly(Capability.CAP_NET_ADMIN);
          kept.complete(Capabilities.effective());
        });
    assertThat(kept.join().mask()).isEqualTo(Capability.CAP_NET_ADMIN.mask());
    assertThat(Capabilities.effective()).isEqualTo(before);
  }
}
