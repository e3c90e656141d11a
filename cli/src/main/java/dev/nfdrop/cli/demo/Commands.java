package dev.nfdrop.cli.demo;

import dev.nfdrop.ebpf.sys.NetworkNamespace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs the commands that the demo shows or needs, inside a namespace and without a shell.
final class Commands {
  private static final int TIME_LIMIT_SECONDS = 30;

  private Commands() {}

  /// Runs a command to its end.
  ///
  /// @return what it wrote to its standard output and error
  /// @throws DemoFailure if it cannot be run, takes too long or ends with another status than 0
  static String in(NetworkNamespace namespace, List<String> command) {
    return in(namespace, command, "");
  }

  static String in(NetworkNamespace namespace, List<String> command, String input) {
    try {
      return output(namespace.call(() -> start(command)), command, input);
    } catch (IOException e) {
      throw new DemoFailure(
          "%s: %s; is the package of that command installed?"
              .formatted(String.join(" ", command), e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoFailure(String.join(" ", command) + ": interrupted");
    }
  }

  private static Process start(List<String> command) throws IOException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    return builder.start();
  }

  private static String output(Process process, List<String> command, String input)
      throws IOException, InterruptedException {
    try {
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      }
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(TIME_LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new DemoFailure(String.join(" ", command) + ": failed: " + output.strip());
      }
      return output;
    } finally {
      process.destroyForcibly();
    }
  }
}
