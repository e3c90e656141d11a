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

/// A command of this host that lists rules of a namespace.
///
/// No shell is involved; the environment is `LC_ALL=C` and nothing else; output and time are
/// bounded.
public final class ListingCommand {
  private static final List<String> RULESET =
      List.of("--handle", "--stateless", "--terse", "list", "ruleset");

  /// Where they may be although the user's `PATH` does not say so.
  private static final List<String> SYSTEM_FOLDERS =
      List.of("/usr/sbin", "/sbin", "/usr/local/sbin");

  private static final int MAX_OUTPUT_BYTES = 64 << 20;
  private static final int MAX_ERROR_BYTES = 4 << 10;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path executable;
  private final List<String> arguments;

  private ListingCommand(Path executable, List<String> arguments) {
    if (!executable.isAbsolute()) {
      throw new IllegalArgumentException("%s is not an absolute path".formatted(executable));
    }
    this.executable = executable;
    this.arguments = arguments;
  }

  /// `nft list ruleset`, with handles and without counters' values and elements of named sets.
  ///
  /// @param executable an absolute path
  public static ListingCommand nft(Path executable) {
    return new ListingCommand(executable, RULESET);
  }

  /// What came of running the command.
  public sealed interface Outcome {
    /// What it printed.
    record Listed(String output) implements Outcome {}

    /// There is no listing.
    ///
    /// @param reason one short sentence without a full stop
    record Failed(String reason) implements Outcome {}
  }

  /// `nft list ruleset`, if a folder of `PATH` or a system folder has nft.
  public static Optional<ListingCommand> nft() {
    return find("nft", RULESET);
  }

  /// A program, if a folder of `PATH` or a system folder has it.
  static Optional<ListingCommand> find(String name, List<String> arguments) {
    return file(Optional.ofNullable(System.getenv("PATH")).orElse(""), name)
        .map(file -> new ListingCommand(file, arguments));
  }

  /// The file of a program, if a folder of a search path or a system folder has it.
  ///
  /// @param searchPath folders as in `PATH`; relative ones are passed over
  static Optional<Path> file(String searchPath, String name) {
    return Stream.concat(Arrays.stream(searchPath.split(":", -1)), SYSTEM_FOLDERS.stream())
        .filter(folder -> folder.startsWith("/"))
        .map(folder -> Path.of(folder, name))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }

  /// Lists what a namespace has. An interrupt ends the command.
  public Outcome list(NetworkNamespace namespace) {
    var words = Stream.concat(Stream.of(executable.toString()), arguments.stream()).toList();
    var builder = new ProcessBuilder(words);
    builder.environment().clear();
    builder.environment().put("LC_ALL", "C");
    Process process;
    try {
      process = namespace.<Process, IOException>call(() -> startConfined(builder));
    } catch (IOException e) {
      return new Outcome.Failed(name() + " cannot be run: " + e.getMessage());
    }
    try {
      return await(process);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Failed("interrupted");
    } catch (IOException e) {
      return new Outcome.Failed(name() + "'s output cannot be read: " + e.getMessage());
    } finally {
      process.destroyForcibly();
    }
  }

  private String name() {
    return String.valueOf(executable.getFileName());
  }

  /// It reads names and comments that others chose: it gets what it needs for that and no more. The
  /// thread gives up the rest, and ends.
  private static Process startConfined(ProcessBuilder builder) throws IOException {
    Capabilities.keepOnly(Capability.CAP_NET_ADMIN);
    return builder.start();
  }

  private Outcome await(Process process) throws InterruptedException, IOException {
    process.getOutputStream().close();
    var output = reading(process.getInputStream(), MAX_OUTPUT_BYTES);
    var errors = reading(process.getErrorStream(), MAX_ERROR_BYTES);
    if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      return new Outcome.Failed("%s took longer than %d s".formatted(name(), PATIENCE.toSeconds()));
    }
    return outcome(process.exitValue(), output.join(), errors.join());
  }

  private Outcome outcome(int status, String output, String errors) {
    if (status != 0) {
      var firstLine = errors.lines().findFirst().map(line -> ": " + line).orElse("");
      return new Outcome.Failed("%s ended with status %d%s".formatted(name(), status, firstLine));
    }
    return output.length() < MAX_OUTPUT_BYTES
        ? new Outcome.Listed(output)
        : new Outcome.Failed("%s printed more than %d bytes".formatted(name(), MAX_OUTPUT_BYTES));
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
        task -> Thread.ofPlatform().daemon().name("listing-output").start(task));
  }
}
