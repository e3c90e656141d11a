package dev.nfdrop.trace.locate;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// Why a file cannot be read, as people say it.
final class FileTrouble {
  private FileTrouble() {}

  /// What is wrong with a file before it is opened; empty if it can be tried.
  static Optional<String> before(Path file) {
    if (Files.isDirectory(file)) {
      return Optional.of(file + ": is a directory");
    }
    return Files.exists(file) ? Optional.empty() : Optional.of(file + ": no such file");
  }

  static String text(Path file, UncheckedIOException failure) {
    return switch (failure.getCause()) {
      case NoSuchFileException missing -> missing.getFile() + ": no such file";
      case AccessDeniedException denied -> denied.getFile() + ": permission denied";
      case FileSystemException other -> other.getFile() + ": " + other.getReason();
      case null, default -> file + ": " + failure.getMessage();
    };
  }
}
