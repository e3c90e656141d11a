package dev.nfdrop.trace;

/// An nf_tables that was loaded while it was waited for cannot be traced.
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Opening.Refused refusal;

  RefusedException(Opening.Refused refusal) {
    super(refusal.reason());
    this.refusal = refusal;
  }

  /// What [Tracer#open] would have said.
  public Opening.Refused refusal() {
    return refusal;
  }
}
