package dev.nfdrop.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nfdrop.lab.Command;
import dev.nfdrop.lab.Kernel;
import dev.nfdrop.lab.Running;
import dev.nfdrop.lab.Stream;
import dev.nfdrop.lab.Vms;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The script that `nfdrop locate --bpftrace` prints, run by bpftrace on the kernel that it is for.
/// While its probes stand, the kernel's code is that of its file.
final class BpftraceScriptTest {

  private static final String RULES =
      """
      table inet nfd {
        chain inner {
          udp dport 4243 drop comment "behind a jump"
        }
        chain input {
          type filter hook input priority filter; policy accept;
          udp dport 4244 accept
          udp dport 4242 drop comment "plain"
          jump inner
        }
      }
      """;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /// One that returns drops to its caller, and one that frees them itself.
  @ParameterizedTest
  @ValueSource(strings = {"5.10.0-32-amd64", "6.12.107+deb13-amd64"})
  void printsTheHandleOfEachRuleThatDrops(String release) {
    var guest = Vms.of(Kernel.of(release));
    try (var network = Network.create(guest, "bpftrace")) {
      network.load(RULES);
      var nfdrop = Nfdrop.in(guest);
      var script = guest.run(nfdrop.command("locate", "--bpftrace")).orThrow().stdout();
      var write = Command.of("tee", "/tmp/nfdrop.bt").withInput(script);
      guest.run(write).orThrow();
      var bpftrace = Command.of("env", "--default-signal=INT", "bpftrace", "/tmp/nfdrop.bt");
      try (var running = guest.start(bpftrace.within(PATIENCE.multipliedBy(2)))) {
        var rules = network.ruleset();
        printed(running, network, 4242, "rule " + rules.of("plain").handle() + " ");
        printed(running, network, 4243, "rule " + rules.of("behind a jump").handle() + " ");
        network.asClient(udp(4244)).orThrow();
        printed(running, network, 4242, "rule " + rules.of("plain").handle() + " ");
        var beside = guest.run(nfdrop.command("locate")).orThrow().stdout();
        assertThat(beside).contains("looks like another tool's probe: the code is read from /");
        assertThat(lines(running))
            .allMatch(line ->
                line.startsWith("rule " + rules.of("plain").handle() + " ")
                    || line.startsWith("rule " + rules.of("behind a jump").handle() + " "));
        tracesBeside(nfdrop, network, rules);
        printed(running, network, 4242, "rule " + rules.of("plain").handle() + " ");
      }
    }
  }

  /// At the very instructions where bpftrace's probes stand, which see the calibration's drops too.
  private static void tracesBeside(Nfdrop nfdrop, Network network, Ruleset rules) {
    try (var trace =
        nfdrop.startAndAwaitReady(
            "trace", "--engine", "kprobe", "--json", "--count", "1", "--netns", network.server())) {
      network.asClient(udp(4242)).orThrow();
      assertThat(trace.await().stdout()).contains("\"handle\":" + rules.of("plain").handle() + ",");
    }
  }

  /// Sends until the probes stand, and a new line begins so.
  private static void printed(Running bpftrace, Network network, int port, String start) {
    int before = lines(bpftrace).size();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          network.asClient(udp(port)).orThrow();
          var fresh = lines(bpftrace);
          assertThat(fresh.subList(before, fresh.size())).anyMatch(line -> line.startsWith(start));
        });
  }

  /// What the script printed.
  private static List<String> lines(Running bpftrace) {
    return bpftrace.lines(Stream.STDOUT).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("Attach"))
        .toList();
  }

  private static String udp(int port) {
    return "echo nfdrop >/dev/udp/" + Network.SERVER + "/" + port + "\n";
  }
}
