package dev.nfdrop.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.lab.NativeHost;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ThisMachine.class)
final class NativeCountTest extends Counts {
  NativeCountTest() {
    super(Nfdrop.on(new NativeHost()), "tracepoint", 200_000);
  }

  @Test
  void everySelectionApplies() {
    try (var network = network()) {
      assertThat(packets(counted(network, EACH, "--cause", "policy"))).containsExactly(10L);
      assertThat(packets(counted(network, EACH, "--iif", "veth0", "--comment", "flood")))
          .containsExactly(30L);
      assertThat(packets(counted(network, EACH, "--iif", "eth7"))).isEmpty();
      assertThat(packets(counted(network, EACH, "--hook", "input", "port 4243 or port 4299")))
          .containsExactly(20L, 10L);
    }
  }

  @Test
  void optionsForSingleDropsAreRefused() {
    var host = new NativeHost();
    for (var words : List.of("--count 3", "--pcapng /tmp/x", "--rotate-size 1M")) {
      var options = ("--count-only " + words).split(" ");
      var result = host.run(Nfdrop.on(host).command(options));
      assertThat(result.exitStatus()).isEqualTo(2);
      assertThat(result.stderr()).contains("of which --count-only prints none");
    }
    var result = host.run(Nfdrop.on(host).command("--interval", "1s"));
    assertThat(result.exitStatus()).isEqualTo(2);
    assertThat(result.stderr()).contains("--interval needs --count-only");
  }
}
