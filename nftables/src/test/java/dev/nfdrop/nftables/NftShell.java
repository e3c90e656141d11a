package dev.nfdrop.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.ebpf.sys.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Runs `nft` and other commands in a test's namespace, as a user would.
public final class NftShell {
  private NftShell() {}

  /// Feeds commands to `nft -f -`.
  public static void load(NetworkNamespace namespace, String commands) {
    run(namespace, commands, "nft", "-f", "-");
  }

  /// The output of `nft --handle --stateless --terse list ruleset`.
  public static String list(NetworkNamespace namespace) {
    return run(namespace, "", "nft", "--handle", "--stateless", "--terse", "list", "ruleset");
  }

  /// Runs a command that has to succeed.
  public static String run(NetworkNamespace namespace, String input, String... command) {
    try {
      var process =
          namespace.<Process, IOException>call(
              () -> new ProcessBuilder(command).redirectErrorStream(true).start());
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      }
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as("%s: %s", List.of(command), output).isZero();
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
