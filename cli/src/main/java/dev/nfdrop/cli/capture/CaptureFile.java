package dev.nfdrop.cli.capture;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/// Opens files that packets are written to. What is in packets is not everybody's business: a file
/// that is made here is for its owner alone.
public final class CaptureFile {
  private static final String ACCESS_DENIED =
      "permission denied; nfdrop has given up the right to write where another user's permissions"
          + " forbid it: choose a folder of your own, or have the shell open the file"
          + " (--pcapng - >FILE)";

  private CaptureFile() {}

  /// Opens a file, whose contents are gone then. The caller closes it.
  ///
  /// @throws UncheckedIOException with one sentence for the user
  public static OutputStream open(Path file) {
    var options =
        Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try {
      return Channels.newOutputStream(Files.newByteChannel(file, options, owner));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write %s: %s".formatted(file, reason(e)), e);
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException _ -> ACCESS_DENIED;
      case NoSuchFileException _ -> "no such folder";
      case FileSystemException failure ->
          Objects.requireNonNullElse(failure.getReason(), failure.getClass().getSimpleName());
      default -> String.valueOf(e.getMessage());
    };
  }
}
