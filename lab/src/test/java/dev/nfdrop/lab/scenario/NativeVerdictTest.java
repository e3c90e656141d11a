package dev.nfdrop.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.lab.NativeHost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// By the kernel's own trace, and by an engine that sees nothing but drops.
@ExtendWith(ThisMachine.class)
final class NativeVerdictTest extends Verdicts {
  private final NativeHost host = new NativeHost();

  NativeVerdictTest() {
    super(Nfdrop.on(new NativeHost()), "nftrace", false);
  }

  @Test
  void anEngineThatSeesDropsOnlySaysSo() {
    var result = host.run(Nfdrop.on(host).command("--engine", "tracepoint", "--verdict", "accept"));
    assertThat(result.exitStatus()).isEqualTo(4);
    assertThat(result.stderr()).contains("it sees dropped packets only; --engine nftrace");
  }
}
