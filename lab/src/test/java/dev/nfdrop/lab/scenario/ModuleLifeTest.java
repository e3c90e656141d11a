package dev.nfdrop.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nfdrop.lab.Command;
import dev.nfdrop.lab.Result;
import dev.nfdrop.lab.Running;
import dev.nfdrop.lab.Signal;
import dev.nfdrop.lab.Stream;
import dev.nfdrop.lab.Vm;
import dev.nfdrop.lab.Vms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// nf_tables comes and goes while nfdrop runs, on a kernel that has it as a module.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ModuleLifeTest {

  private static final String FIRST =
      """
      table ip nfd {
        chain input {
          type filter hook input priority filter; policy accept;
          udp dport 4242 drop comment "first life"
        }
      }
      """;

  /// With other handles than the first.
  private static final String SECOND =
      """
      table ip nfd_other {
        chain input {
          type filter hook input priority filter; policy accept;
          udp dport 4243 accept
          udp dport 4244 accept
          udp dport 4242 drop comment "second life"
        }
      }
      """;

  private static final String SEND_DROPPED = "echo nfdrop >/dev/udp/" + Network.SERVER + "/4242\n";

  /// Unloads nf_tables and what needs it, if it is loaded.
  private static final String UNLOAD =
      """
      unload() {
        local holder
        for holder in /sys/module/$1/holders/*; do
          [ ! -e "$holder" ] || unload "${holder##*/}"
        done
        rmmod "$1"
      }
      [ ! -e /sys/module/nf_tables ] || unload nf_tables
      """;

  /// The kernel destroys network namespaces some time after the last reference to them is gone.
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Vm vm = Vms.debian13();
  private final Nfdrop nfdrop = Nfdrop.in(vm);

  @AfterAll
  void loadForOthers() {
    vm.run("modprobe", "nf_tables").orThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"kprobe", "tracepoint"})
  void namesTheRightRuleEachTimeTheModuleIsLoaded(String engine) {
    unload();
    try (var running = start("--json", "--engine", engine)) {
      running.awaitLine(Stream.STDERR, line -> line.contains("nf_tables is not loaded"));
      assertThat(isLoaded()).isFalse();
      droppedBy("first life", FIRST, 1, running);
      unload();
      running.awaitLine(Stream.STDERR, line -> line.contains("nf_tables was unloaded"));
      assertThat(isLoaded()).isFalse();
      droppedBy("second life", SECOND, 2, running);
      running.signal(Signal.INT);
      var result = running.await();
      assertThat(result.exitStatus()).as(result.toString()).isZero();
      assertThat(result.lines()).hasSize(2);
      assertThat(result.stderr()).contains("2 drops seen (2 by rules), 2 printed\n");
      assertThat(vm.kernelWarnings()).isEmpty();
    }
  }

  @Test
  void waitsUntilTheTimeIsOverOrASignalComes() {
    unload();
    var timed = run("trace", "--duration", "1s");
    assertThat(timed.exitStatus()).as(timed.toString()).isZero();
    assertThat(timed.stdout()).isEmpty();
    assertThat(timed.stderr()).containsOnlyOnce("waiting for it (modprobe nf_tables loads it)");
    try (var running = start()) {
      running.awaitLine(Stream.STDERR, line -> line.contains("nf_tables is not loaded"));
      running.signal(Signal.TERM);
      var result = running.await();
      assertThat(result.exitStatus()).as(result.toString()).isZero();
      assertThat(result.stdout()).isEmpty();
    }
    assertThat(isLoaded()).isFalse();
  }

  @Test
  void otherCommandsSayThatTheModuleIsMissing() {
    unload();
    for (var name : List.of("check", "locate")) {
      var result = run(name);
      assertThat(result.exitStatus()).as(result.toString()).isEqualTo(4);
      assertThat(result.stdout()).isEmpty();
      assertThat(result.stderr()).contains("nf_tables is not loaded", "modprobe nf_tables");
    }
    assertThat(isLoaded()).isFalse();
  }

  @Test
  void endsWhenTheLoadedModuleFailsTheCalibration() {
    unload();
    try (var running = start("--engine", "kprobe", "--assume-rule-at", "r10")) {
      running.awaitLine(Stream.STDERR, line -> line.contains("nf_tables is not loaded"));
      vm.run("modprobe", "nf_tables").orThrow();
      var result = running.await();
      assertThat(result.exitStatus()).as(result.toString()).isEqualTo(4);
      assertThat(result.stderr()).contains("calibration failed");
    }
  }

  /// Loads rules, and the module with them, into a new namespace, waits until nfdrop traces, has a
  /// packet dropped, and deletes the rules.
  private void droppedBy(String comment, String rules, int life, Running running) {
    try (var network = Network.create(vm, "life")) {
      network.load(rules);
      running.awaitLines(Stream.STDERR, line -> line.startsWith("nfdrop: ready"), life);
      network.asClient(SEND_DROPPED).orThrow();
      var lines = running.awaitLines(Stream.STDOUT, line -> line.contains("\"drop\""), life);
      var drop = DropEvent.of(JsonMapper.shared().readTree(lines.getLast()));
      var packet = DropEvent.Packet.udp(Network.CLIENT, Network.SERVER, 4242);
      var rule = network.ruleset().of(comment);
      assertThat(drop).isEqualTo(DropEvent.by(rule, "input", "input", packet));
      network.load("");
    }
  }

  /// Also says that nfdrop does not keep the module from being unloaded.
  private void unload() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          var unloading = vm.run(Command.of("bash", "-s").withInput(UNLOAD));
          assertThat(isLoaded()).as(unloading.toString()).isFalse();
        });
  }

  private boolean isLoaded() {
    return vm.run("test", "-e", "/sys/module/nf_tables").exitStatus() == 0;
  }

  private Running start(String... options) {
    var words = new ArrayList<>(List.of("trace"));
    words.addAll(List.of(options));
    return vm.start(nfdrop.command(words.toArray(String[]::new)));
  }

  private Result run(String... arguments) {
    return vm.run(nfdrop.command(arguments));
  }
}
