package dev.nfdrop.cli;

/// What the process says by its exit status; scripts depend on the numbers.
final class ExitStatus {
  static final int FINE = 0;

  /// Failed while running.
  static final int FAILED = 1;

  static final int BAD_USAGE = 2;

  /// Not permitted: a capability or a setting is missing.
  static final int NOT_PERMITTED = 3;

  /// This kernel cannot be served.
  static final int UNSUPPORTED = 4;

  private ExitStatus() {}
}
