package dev.nfdrop.lab;

/// A machine or a command did not do what was asked; the message carries all that is known.
public final class LabException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public LabException(String message) {
    super(message);
  }

  public LabException(String message, Throwable cause) {
    super(message, cause);
  }
}
