package dev.nfdrop.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.lab.Architecture;
import dev.nfdrop.lab.Kernel;
import dev.nfdrop.lab.Vms;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `nfdrop check` on the kernels of this run that more than one engine works on.
final class CheckTest {
  private static final String RULES =
      """
      table inet nfd {
        chain input {
          type filter hook input priority filter; policy drop;
          ct state new udp dport 4242 drop
          udp dport 4243 jump other
        }
        chain other {
          udp length > 20 drop
        }
      }
      """;

  private static final String TRAFFIC =
      """
      for ((i = 0; i < 3; i++)); do
        for port in 4242 4243 4244; do
          echo 'more than twenty bytes' >/dev/udp/%1$s/$port
          echo less >/dev/udp/%1$s/$port
        done
        sleep 0.2
      done
      """
          .formatted(Network.SERVER);

  /// Emulated arm64 takes ten minutes for this.
  private static final boolean SLOW_ONES_TOO = "all".equals(System.getProperty("lab.kernels"));

  static Stream<Kernel> kernels() {
    return Combination.selected()
        .filter(one -> one.engine().equals("tracepoint"))
        .map(Combination::kernel)
        .filter(kernel -> SLOW_ONES_TOO || kernel.architecture() == Architecture.AMD64);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void bothEnginesReportTheSameDropsAndTellTheirCosts(Kernel kernel) {
    var guest = Vms.of(kernel);
    var nfdrop = Nfdrop.in(guest);
    try (var network = Network.create(guest, "check")) {
      network.load(RULES);
      try (var cross = guest.start(nfdrop.command("check", "--cross", "--duration", "5s"))) {
        while (!cross.hasEnded()) {
          network.asClient(TRAFFIC).orThrow();
        }
        var result = cross.await();
        assertThat(result.exitStatus()).as(result.toString()).isZero();
        assertThat(result.stdout())
            .matches("(?s)kprobe and tracepoint reported the same [1-9]\\d+ drops in \\d+ ms, .*");
      }
    }
    var check = guest.run(nfdrop.command("check")).orThrow();
    assertThat(check.lines())
        .filteredOn(line -> line.matches(" +costs .* a dropped packet, .* an accepted one"))
        .as(check.stdout())
        .hasSize(3);
  }
}
