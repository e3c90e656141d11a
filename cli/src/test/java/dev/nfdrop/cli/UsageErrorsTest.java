package dev.nfdrop.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What users see who type something wrong.
final class UsageErrorsTest {
  private record Outcome(int status, String message) {}

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--engine foo | 'foo' is none of auto, kprobe, tracepoint, nftrace; see nfdrop --help",
        "--duration 0s | '0s' is no time at all; see nfdrop --help",
        "--duration -1s | '-1s' is not a duration",
        "--count 0 | --count must be at least 1; see nfdrop --help",
        "trace --color sometimes | 'sometimes' is none of auto, always, never; see nfdrop trace --help",
        "locate --imag x | unknown option '--imag'",
        "locate --btf vmlinux | --btf needs --image; see nfdrop locate --help",
        "locate --json --all | exclude each other; see nfdrop locate --help",
        "locate --image | Missing required parameter",
        "locat | unexpected argument 'locat' (did you mean locate?); see nfdrop --help",
        "tcp prt 80 | filter 'tcp prt 80': can't parse filter expression: syntax error",
        "trace ip broadcast | netmask not known",
        "inbound | filter 'inbound': libpcap's program cannot be used",
        "check now | unexpected argument 'now'",
      })
  void oneLineSaysWhatIsWrongAndWhereTheHelpIs(String arguments, String expected) {
    var outcome = run(arguments.split(" ", -1));
    assertThat(outcome.status()).isEqualTo(ExitStatus.BAD_USAGE);
    assertThat(outcome.message())
        .startsWith("nfdrop: ")
        .contains(expected)
        .contains("; see nfdrop")
        .hasLineCount(1);
  }

  @Test
  void aWrongArgumentCannotDriveTheTerminal() {
    assertThat(run("\u001b[2J").message()).contains("\\x1b[2J");
  }

  @Test
  void aWholeContainerIdIsTaken(@TempDir Path folder) {
    var file = folder.resolve("drops.pcapng");
    assertThat(run("read", "--container", "0123456789abcdef".repeat(4), file.toString()).message())
        .contains("no such file");
  }

  @Test
  void aFileThatIsNotThereIsNamedWithoutJavasWords(@TempDir Path folder) {
    var file = folder.resolve("nf_tables.ko");
    assertThat(run("locate", "--image", file.toString()))
        .isEqualTo(new Outcome(ExitStatus.FAILED, "nfdrop: " + file + ": no such file\n"));
  }

  @Test
  void aDirectoryIsNoImage(@TempDir Path folder) {
    assertThat(run("locate", "--image", folder.toString()))
        .isEqualTo(new Outcome(ExitStatus.FAILED, "nfdrop: " + folder + ": is a directory\n"));
  }

  private static Outcome run(String... arguments) {
    var before = System.err;
    var written = new ByteArrayOutputStream();
    try (var stream = new PrintStream(written, true, UTF_8)) {
      System.setErr(stream);
      var status = Main.run(arguments, new Shutdown());
      return new Outcome(status, written.toString(UTF_8));
    } finally {
      System.setErr(before);
    }
  }
}
