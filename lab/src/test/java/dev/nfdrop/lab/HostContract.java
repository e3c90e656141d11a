package dev.nfdrop.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every host does, wherever its commands run.
abstract class HostContract {

  abstract Host host();

  @Test
  void returnsBothStreamsAndTheExitStatus() {
    var result = host().run("bash", "-c", "echo out; echo err >&2; exit 7");
    assertThat(result.stdout()).isEqualTo("out\n");
    assertThat(result.stderr()).isEqualTo("err\n");
    assertThat(result.exitStatus()).isEqualTo(7);
  }

  @Test
  void passesInputToItsEnd() {
    var text = "table inet nfd {\n}\n".repeat(10_000);
    var result = host().run(Command.of("cksum").withInput(text).within(Duration.ofMinutes(2)));
    assertThat(result.stdout()).contains(" " + text.length());
  }

  @Test
  void passesWordsAsTheyAre() {
    var result = host().run("printf", "%s|", "a b", "", "$HOME", "'\"", "ü\n");
    assertThat(result.stdout()).isEqualTo("a b||$HOME|'\"|ü\n|");
  }

  @Test
  void returnsManyBytesInOrder() {
    var result = host().run("seq", "100000");
    assertThat(result.lines())
        .hasSize(100_000)
        .isEqualTo(IntStream.rangeClosed(1, 100_000).mapToObj(Integer::toString).toList());
  }

  @Test
  void keepsSeveralCommandsApart() {
    try (var first = host().start(Command.of("bash", "-c", "read x; echo 1; exec sleep 60"));
        var second = host().start(Command.of("bash", "-c", "echo 2; exit 2"))) {
      assertThat(second.await().exitStatus()).isEqualTo(2);
      assertThat(first.awaitLine(Stream.STDOUT, line -> true)).isEqualTo("1");
      assertThat(first.hasEnded()).isFalse();
      assertThat(second.lines(Stream.STDOUT)).containsExactly("2");
    }
  }

  @Test
  void deliversSignals() {
    var script = "trap 'echo caught; exit 3' INT; echo set; while :; do sleep 0.1; done";
    try (var running =
        host().start(Command.of("env", "--default-signal=INT", "bash", "-c", script))) {
      running.awaitLine(Stream.STDOUT, "set"::equals);
      running.signal(Signal.INT);
      var result = running.await();
      assertThat(result.lines()).containsExactly("set", "caught");
      assertThat(result.exitStatus()).isEqualTo(3);
    }
  }

  @Test
  void tellsWhichSignalEndedACommand() {
    try (var running = host().start(Command.of("sleep", "60"))) {
      running.signal(Signal.KILL);
      assertThat(running.await().exitStatus()).isEqualTo(128 + 9);
    }
  }

  @Test
  void closingKillsWithEverythingThatWasStarted() {
    String child;
    try (var running = host().start(Command.of("bash", "-c", "sleep 60 & echo $!; wait"))) {
      child = running.awaitLine(Stream.STDOUT, line -> true);
    }
    // A killed process may stay a zombie for as long as its new parent does not look.
    var script =
        """
        for try in {1..100}; do
          grep -q '^State:.[RSD]' "/proc/$1/status" 2>/dev/null || exit 0
          sleep 0.1
        done
        exit 1
        """;
    var result = host().run(Command.of("bash", "-s", "--", child).withInput(script));
    assertThat(result.exitStatus()).as("process %s is gone", child).isZero();
  }

  @Test
  void aLineThatNeverComesEndsWithAllOutput() {
    try (var running = host().start(Command.of("bash", "-c", "echo one; echo two >&2"))) {
      assertThatThrownBy(() -> running.awaitLine(Stream.STDOUT, "three"::equals))
          .isInstanceOf(LabException.class)
          .hasMessageContaining("ended with 0")
          .hasMessageContaining("one")
          .hasMessageContaining("two");
    }
  }

  @Test
  void aCommandThatTakesTooLongIsReported() {
    var command = Command.of("sleep", "60").within(Duration.ofMillis(200));
    assertThatThrownBy(() -> host().run(command))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("still runs after PT0.2S");
  }

  @Test
  void aMissingProgramIsReported() {
    assertThatThrownBy(() -> host().run("/no/such/program"))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("/no/such/program");
  }

  @Test
  void copiesWhatWasWrittenBeforeAndAfter() {
    var copy = new ByteArrayOutputStream();
    try (var running =
        host()
            .start(Command.of("bash", "-c", "trap 'echo b; exit' TERM; echo a; sleep 60 & wait"))) {
      running.awaitLine(Stream.STDOUT, "a"::equals);
      running.copyTo(Stream.STDOUT, copy);
      running.signal(Signal.TERM);
      running.await();
    }
    assertThat(copy.toString(StandardCharsets.UTF_8)).isEqualTo("a\nb\n");
  }

  @Test
  void runsAsRoot() {
    assertThat(host().run("id", "-u").stdout()).isEqualTo("0\n");
  }
}
