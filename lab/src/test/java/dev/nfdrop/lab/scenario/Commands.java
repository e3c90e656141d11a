package dev.nfdrop.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.lab.Result;
import dev.nfdrop.lab.Running;
import dev.nfdrop.lab.Signal;
import dev.nfdrop.lab.Stream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// How nfdrop starts, ends, and what it leaves behind, on one machine by one engine.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Commands {

  private static final String RULES =
      """
      table ip nfd {
        chain input {
          type filter hook input priority filter; policy accept;
          udp dport 4242 drop
        }
      }
      """;
  static final String SEND_DROPPED = "echo nfdrop >/dev/udp/" + Network.SERVER + "/4242\n";

  private final Nfdrop nfdrop;
  private final String engine;
  private final String[] traces;
  private final Network network;

  /// Commands of one engine.
  ///
  /// @param traces what it has in the kernel while it runs, by the beginnings of lines of
  ///   [Leftovers]
  Commands(Nfdrop nfdrop, String engine, String... traces) {
    this.nfdrop = nfdrop;
    this.engine = engine;
    this.traces = traces;
    network = Network.create(nfdrop.host(), "cmd-" + engine + ProcessHandle.current().pid());
    network.load(RULES);
  }

  @AfterAll
  void close() {
    network.close();
  }

  @Test
  void endsAfterSoManyDrops() {
    try (var running = trace("--json", "--count", "2")) {
      network.asClient(SEND_DROPPED.repeat(3)).orThrow();
      var result = running.await();
      assertThat(result.exitStatus()).as(result.stderr()).isZero();
      assertThat(result.lines()).hasSize(2).allMatch(line -> line.contains("\"type\":\"drop\""));
    }
  }

  @Test
  void endsAfterATimeWithNothingOnItsStandardOutput() {
    try (var running = trace("--duration", "300ms")) {
      var result = running.await();
      assertThat(result.exitStatus()).as(result.stderr()).isZero();
      assertThat(result.stdout()).isEmpty();
    }
  }

  @Test
  void anInterruptPrintsWhatHasComeAndLeavesNothing() {
    var leftovers = Leftovers.watch(nfdrop.host());
    try (var running = trace("--json")) {
      leftovers.note(traces);
      network.asClient(SEND_DROPPED.repeat(3)).orThrow();
      running.awaitLine(Stream.STDOUT, line -> line.contains("\"type\":\"drop\""));
      running.signal(Signal.INT);
      var result = running.await();
      assertThat(result.exitStatus()).as(result.stderr()).isZero();
      assertThat(result.lines()).hasSize(3);
      leftovers.assertGone();
    }
  }

  @Test
  void aKillLeavesNothing() {
    var leftovers = Leftovers.watch(nfdrop.host());
    try (var running = trace("--json")) {
      leftovers.note(traces);
      network.asClient(SEND_DROPPED).orThrow();
      running.signal(Signal.KILL);
      assertThat(running.await().exitStatus()).isEqualTo(128 + 9);
      leftovers.assertGone();
    }
  }

  @Test
  void tellsAnOrdinaryUserWhatIsMissing() {
    var nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups ";
    var result =
        nfdrop.host().run("bash", "-c", nobody + nfdrop.path() + " --count 1 --engine " + engine);
    assertThat(result.exitStatus()).as(result.toString()).isEqualTo(3);
    assertThat(result.stderr()).contains("CAP_");
  }

  @Test
  void refusesAnUnknownOption() {
    assertThat(run("--no-such-option").exitStatus()).isEqualTo(2);
  }

  @Test
  void theDemoAgreesWithNft() {
    var result = run("demo", "--engine", engine);
    assertThat(result.exitStatus()).as(result.toString()).isZero();
  }

  final Network network() {
    return network;
  }

  final Nfdrop nfdrop() {
    return nfdrop;
  }

  final String engine() {
    return engine;
  }

  /// Starts to trace the server.
  final Running trace(String... options) {
    var words = new ArrayList<>(List.of("trace", "--engine", engine, "--netns", network.server()));
    words.addAll(List.of(options));
    return nfdrop.startAndAwaitReady(words.toArray(String[]::new));
  }

  final Result run(String... arguments) {
    return nfdrop.host().run(nfdrop.command(arguments));
  }
}
