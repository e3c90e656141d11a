package dev.nfdrop.cli.sink;

/// Text that should be a record of ours, as JSON, is not.
public final class IllegalJsonException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String problem;

  /// @param message what is wrong, one short sentence without a full stop
  public IllegalJsonException(String message) {
    super(message);
    this.problem = message;
  }

  /// What is wrong.
  public String problem() {
    return problem;
  }
}
