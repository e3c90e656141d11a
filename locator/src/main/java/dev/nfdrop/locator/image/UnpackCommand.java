package dev.nfdrop.locator.image;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;

/// A command of the host that unpacks its standard input to its standard output.
record UnpackCommand(List<String> words) {
  /// `limitKib` bounds the memory that it takes.
  static UnpackCommand xz(int limitKib) {
    return new UnpackCommand(
        List.of("xz", "-dcq", "--memlimit-decompress=%dKiB".formatted(limitKib)));
  }

  static UnpackCommand zstd() {
    return new UnpackCommand(List.of("zstd", "-dcq"));
  }

  /// Unpacks a file.
  ///
  /// @return false if the command is not there
  /// @throws IOException if it does not understand the file
  boolean run(Path file, OutputStream to) throws IOException {
    Process process;
    try {
      process =
          new ProcessBuilder(words)
              .redirectInput(file.toFile())
              .redirectError(Redirect.DISCARD)
              .start();
    } catch (IOException _) {
      return false;
    }
    try (var unpacked = process.getInputStream()) {
      unpacked.transferTo(to);
      if (process.waitFor() != 0) {
        throw new IOException(
            "%s ended with status %d".formatted(words.getFirst(), process.exitValue()));
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroy();
    }
  }
}
