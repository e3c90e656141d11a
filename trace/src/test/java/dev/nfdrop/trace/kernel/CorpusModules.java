package dev.nfdrop.trace.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The `nf_tables.ko` that `lab/corpus` fetches.
public final class CorpusModules {
  private static final Path SCRIPT = Path.of("..", "lab", "corpus").toAbsolutePath().normalize();

  private CorpusModules() {}

  /// All of them.
  ///
  /// @throws IllegalStateException if one has not been fetched
  public static List<Path> files() {
    return directories().stream().map(CorpusModules::file).toList();
  }

  /// The one of a kernel such as `6.12.107+deb13-amd64`.
  static Path of(String kernel) {
    return files().stream()
        .filter(file -> file.toString().contains("linux-image-" + kernel + "_"))
        .findFirst()
        .orElseThrow();
  }

  private static Path file(Path directory) {
    return Stream.of("nf_tables.ko", "nf_tables.ko.xz")
        .map(directory::resolve)
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException(directory + " holds no nf_tables.ko: run " + SCRIPT));
  }

  private static List<Path> directories() {
    try {
      var process = new ProcessBuilder(SCRIPT.toString(), "--list").start();
      var output = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(SCRIPT + " --list: status " + process.exitValue());
      }
      return output.lines().map(Path::of).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
