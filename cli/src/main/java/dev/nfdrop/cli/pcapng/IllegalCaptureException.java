package dev.nfdrop.cli.pcapng;

/// A file is not what it should be.
public final class IllegalCaptureException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// @param offset of the block in the file, in bytes
  /// @param problem one short sentence without a full stop
  public IllegalCaptureException(long offset, String problem) {
    super("at offset %d: %s".formatted(offset, problem));
  }
}
