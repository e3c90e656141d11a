package dev.nfdrop.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nfdrop.lab.NativeHost;
import dev.nfdrop.lab.Stream;
import java.time.Duration;
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

  /// Who lives in a namespace is looked at from time to time only.
  @Test
  void aContainerIsToldThatCameAfterTheFirstDrop() {
    var host = new NativeHost();
    try (var network = network();
        var running = Nfdrop.on(host).startAndAwaitReady(words(network, "--interval", "300ms"))) {
      network.asClient(EACH).orThrow();
      running.awaitLine(Stream.STDOUT, line -> line.contains("\"inner\""));
      try (var _ = MadeUpContainer.start(host, network.server())) {
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> {
              network.asClient(EACH).orThrow();
              return running.lines(Stream.STDOUT).stream()
                  .anyMatch(line -> line.contains(MadeUpContainer.ID));
            });
      }
    }
  }

  @Test
  void optionsForSingleDropsAreRefused() {
    var host = new NativeHost();
    for (var words :
        List.of("--count 3", "--pcapng /tmp/x", "--rotate-size 1M", "--rotate-keep 3")) {
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
