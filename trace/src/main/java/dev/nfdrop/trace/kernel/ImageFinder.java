package dev.nfdrop.trace.kernel;

import dev.nfdrop.locator.image.ImageFormatException;
import dev.nfdrop.locator.image.KernelImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds the file that a running module, or the kernel, was loaded from. Only the build-id decides
/// whether a file is that one.
///
/// @param root of the file system, `/` but in tests
/// @param release as `uname -r` prints it
record ImageFinder(Path root, String release) {
  /// Where distributions and kernel developers keep a `vmlinux` with symbols.
  private static final List<String> KERNELS =
      List.of(
          "usr/lib/debug/boot/vmlinux-%s",
          "usr/lib/debug/lib/modules/%s/vmlinux",
          "lib/modules/%s/vmlinux",
          "lib/modules/%s/build/vmlinux",
          "boot/vmlinux-%s");

  /// What came of the search.
  sealed interface Finding {
    /// It is there. The caller closes the image.
    record Found(Path file, KernelImage image) implements Finding {}

    /// It is not.
    ///
    /// @param reason where it was looked for
    record Missing(String reason) implements Finding {}
  }

  /// Searches.
  ///
  /// @param module its name in the kernel; empty for the kernel itself
  Finding find(Optional<String> module) {
    var notes =
        module
            .map(name -> root.resolve("sys/module/" + name + "/notes/.note.gnu.build-id"))
            .orElse(root.resolve("sys/kernel/notes"));
    var running = BuildId.in(notes);
    if (running.isEmpty()) {
      return new Finding.Missing(notes + " tells no build-id, so that no file can be trusted");
    }
    var candidates = module.map(this::modules).orElseGet(this::kernels);
    for (var file : candidates) {
      var image = open(file, running.get());
      if (image.isPresent()) {
        return new Finding.Found(file, image.get());
      }
    }
    return new Finding.Missing(
        candidates.isEmpty()
            ? "there is no file of it for kernel " + release
            : candidates.getFirst() + " is of another build");
  }

  private List<Path> kernels() {
    return KERNELS.stream()
        .map(form -> root.resolve(form.formatted(release)))
        .filter(Files::isReadable)
        .toList();
  }

  /// modules.dep names every installed module, wherever it is; without it, the kernel's own tree.
  private List<Path> modules(String module) {
    var folder = root.resolve("lib/modules/" + release);
    // packed or not, CONFIG_MODULE_COMPRESS_*
    var name = "%s\\.ko(\\.(xz|zst|gz))?".formatted(module.replace("_", "[-_]"));
    try (var lines = Files.lines(folder.resolve("modules.dep"))) {
      return lines
          .map(line -> folder.resolve(line.split(":", 2)[0]))
          .filter(file -> String.valueOf(file.getFileName()).matches(name))
          .filter(Files::isReadable)
          .toList();
    } catch (IOException | UncheckedIOException _) {
      return inTree(folder.resolve("kernel/net/netfilter"), name);
    }
  }

  private static List<Path> inTree(Path folder, String name) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).matches(name))
          .sorted()
          .toList();
    } catch (IOException _) {
      return List.of();
    }
  }

  /// Empty where the file is of another build, or damaged.
  private static Optional<KernelImage> open(Path file, String buildId) {
    try {
      var image = KernelImage.open(file);
      try {
        if (image.buildId().equals(Optional.of(buildId))) {
          return Optional.of(image);
        }
      } catch (RuntimeException e) {
        image.close();
        throw e;
      }
      image.close();
      return Optional.empty();
    } catch (ImageFormatException | UncheckedIOException _) {
      return Optional.empty();
    }
  }
}
