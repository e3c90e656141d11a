package dev.nfdrop.nftables.text;

import dev.nfdrop.ebpf.sys.Capabilities;
import dev.nfdrop.ebpf.sys.Capability;
import dev.nfdrop.ebpf.sys.NetworkNamespace;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The `nft` command of this host, asked for a namespace's ruleset.
///
/// No shell is involved; the environment is `LC_ALL=C` and nothing else; output and time are
/// bounded.
public final class NftCommand {
  private static final List<String> LIST =
      List.of("--handle", "--stateless", "--terse", "list", "ruleset");

  /// Where nft may be although the user's `PATH` does not say so.
  private static final List<String> SYSTEM_FOLDERS =
      List.of("/usr/sbin", "/sbin", "/usr/local/sbin");

  private static final int MAX_OUTPUT_BYTES = 64 << 20;
  private static final int MAX_ERROR_BYTES = 4 << 10;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path executable;

  /// The command in a file.
  ///
  /// @param executable an absolute path
  public NftCommand(Path executable) {
    if (!executable.isAbsolute()) {
      throw new IllegalArgumentException("%s is not an absolute path".formatted(executable));
    }
    this.executable = executable;
  }

  /// What came of running the command.
  public sealed interface Outcome {
    /// What nft printed.
    record Listed(String output) implements Outcome {}

    /// There is no listing.
    ///
    /// @param reason one short sentence without a full stop
    record Failed(String reason) implements Outcome {}
  }

  /// The command, if a folder of `PATH` or a system folder has it.
  public static Optional<NftCommand> find() {
    return find(Optional.ofNullable(System.getenv("PATH")).orElse(""));
  }

  /// The command, if a folder of a search path or a system folder has it.
  ///
  /// @param searchPath folders as in `PATH`; relative ones are passed over
  static Optional<NftCommand> find(String searchPath) {
    return Stream.concat(Arrays.stream(searchPath.split(":", -1)), SYSTEM_FOLDERS.stream())
        .filter(folder -> folder.startsWith("/"))
        .map(folder -> Path.of(folder, "nft"))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst()
        .map(NftCommand::new);
  }

  /// Lists the ruleset of a namespace. An interrupt ends the command.
  public Outcome list(NetworkNamespace namespace) {
    var arguments = Stream.concat(Stream.of(executable.toString()), LIST.stream()).toList();
    var builder = new ProcessBuilder(arguments);
    builder.environment().clear();
    builder.environment().put("LC_ALL", "C");
    Process process;
    try {
      process = namespace.<Process, IOException>call(() -> startConfined(builder));
    } catch (IOException e) {
      return new Outcome.Failed("nft cannot be run: " + e.getMessage());
    }
    try {
      return await(process);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Failed("interrupted");
    } catch (IOException e) {
      return new Outcome.Failed("nft's output cannot be read: " + e.getMessage());
    } finally {
      process.destroyForcibly();
    }
  }

  /// nft reads names and comments that others chose: it gets what it needs for that and no more.
  /// The thread gives up the rest, and ends.
  private static Process startConfined(ProcessBuilder builder) throws IOException {
    Capabilities.keepOnly(Capability.CAP_NET_ADMIN);
    return builder.start();
  }

  private static Outcome await(Process process) throws InterruptedException, IOException {
    process.getOutputStream().close();
    var output = reading(process.getInputStream(), MAX_OUTPUT_BYTES);
    var errors = reading(process.getErrorStream(), MAX_ERROR_BYTES);
    if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      return new Outcome.Failed("nft took longer than %d s".formatted(PATIENCE.toSeconds()));
    }
    return outcome(process.exitValue(), output.join(), errors.join());
  }

  private static Outcome outcome(int status, String output, String errors) {
    if (status != 0) {
      var firstLine = errors.lines().findFirst().map(line -> ": " + line).orElse("");
      return new Outcome.Failed("nft ended with status %d%s".formatted(status, firstLine));
    }
    return output.length() < MAX_OUTPUT_BYTES
        ? new Outcome.Listed(output)
        : new Outcome.Failed("nft printed more than %d bytes".formatted(MAX_OUTPUT_BYTES));
  }

  /// Reads a stream on a thread of its own; what is beyond the bound is thrown away.
  private static CompletableFuture<String> reading(InputStream stream, int maxBytes) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (stream) {
            var bytes = stream.readNBytes(maxBytes);
            stream.transferTo(OutputStream.nullOutputStream());
            return new String(bytes, StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        task -> Thread.ofPlatform().daemon().name("nft-output").start(task));
  }
}
