package dev.nfdrop.locator.image;

import java.io.IOException;
import java.nio.file.Path;

/// A file that is no kernel image, or one that is damaged.
public final class ImageFormatException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final boolean namesFile;

  /// @param what the part of the image, such as `section header 3`
  /// @param offset of that part's first wrong byte, in the unpacked file
  ImageFormatException(String what, long offset, String found, String expected) {
    super("%s at 0x%x: found %s, expected %s".formatted(what, offset, found, expected));
    this.namesFile = false;
  }

  ImageFormatException(String what, IOException cause) {
    super(what + ": " + reason(cause), cause);
    this.namesFile = false;
  }

  /// Decompressors say nothing where the file ends too early.
  private static String reason(IOException cause) {
    var message = cause.getMessage();
    return message != null ? message : "the file ends too early";
  }

  private ImageFormatException(Path file, ImageFormatException cause) {
    super(file + ": " + cause.getMessage(), cause);
    this.namesFile = true;
  }

  /// The same, with the name of the file before it.
  ImageFormatException in(Path file) {
    return namesFile ? this : new ImageFormatException(file, this);
  }
}
