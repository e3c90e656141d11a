package dev.nfdrop.trace;

/// An nf_tables that was loaded while it was waited for cannot be traced.
public final class UnsupportedKernelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  /// @param reason what was looked for and what was found
  UnsupportedKernelException(String reason) {
    super(reason);
    this.reason = reason;
  }

  /// What was looked for and what was found.
  public String reason() {
    return reason;
  }
}
