package dev.nfdrop.locator.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nfdrop.locator.image.KernelImage;
import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The kernel modules that `lab/corpus` fetches. Its list is the only one.
public final class Corpus {
  private static final Path SCRIPT = Path.of("..", "lab", "corpus").toAbsolutePath().normalize();

  private Corpus() {}

  /// One `nf_tables.ko`.
  ///
  /// @param kernel such as `6.12.107+deb13-amd64`
  public record Module(String kernel, Architecture architecture, Path file) {
    public KernelImage open() {
      return KernelImage.open(file);
    }

    /// The sections that hold code, each as one text.
    public List<Text> code() {
      try (var image = open()) {
        return image.sections().stream()
            .filter(section -> section.executable() && section.size() > 1)
            .map(section -> new Text(section.name(), section.address(), image.content(section)))
            .toList();
      }
    }

    @Override
    public String toString() {
      return kernel;
    }
  }

  /// All modules of the list.
  ///
  /// @throws IllegalStateException if one has not been fetched, with the command that does
  public static List<Module> modules() {
    return run(SCRIPT.toString(), "--list").lines().map(Corpus::module).toList();
  }

  public static Stream<Module> modules(Architecture architecture) {
    return modules().stream().filter(module -> module.architecture() == architecture);
  }

  /// A line is a directory: `linux-image-KERNEL_ARCHITECTURE`, with its path.
  private static Module module(String line) {
    var directory = Path.of(line);
    var name = directory.getFileName().toString();
    int end = name.lastIndexOf('_');
    return new Module(
        name.substring("linux-image-".length(), end),
        name.endsWith("_amd64") ? Architecture.X86_64 : Architecture.ARM64,
        file(directory)
            .orElseThrow(() ->
                new IllegalStateException(directory + " holds no nf_tables.ko: run " + SCRIPT)));
  }

  private static Optional<Path> file(Path directory) {
    return Stream.of("nf_tables.ko", "nf_tables.ko.xz")
        .map(directory::resolve)
        .filter(Files::exists)
        .findFirst();
  }

  private static String run(String... command) {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      var output = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + ": " + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
