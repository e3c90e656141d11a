package dev.nfdrop.locator.image;

/// A file that is no kernel image, or one that is damaged.
public final class ImageFormatException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// @param what the part of the image, such as `section header 3`
  /// @param offset of that part's first wrong byte, in the unpacked file
  ImageFormatException(String what, long offset, String found, String expected) {
    super("%s at 0x%x: found %s, expected %s".formatted(what, offset, found, expected));
  }

  ImageFormatException(String what, Throwable cause) {
    super(what + ": " + cause.getMessage(), cause);
  }

  /// The same, with the name of the file before it.
  private ImageFormatException(String message, ImageFormatException cause) {
    super(message, cause);
  }

  ImageFormatException in(Object file) {
    return new ImageFormatException(file + ": " + getMessage(), this);
  }
}
