package dev.nfdrop.ebpf.sys;

/// The running kernel lacks something: what it is, and what was looked for.
public final class MissingFeatureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String feature;

  /// @param feature the thing in field terms
  /// @param lookedFor the file, symbol or answer that would have shown it
  public MissingFeatureException(String feature, String lookedFor) {
    super("this kernel has no %s (%s)".formatted(feature, lookedFor));
    this.feature = feature;
  }

  /// The thing that is missing.
  public String feature() {
    return feature;
  }
}
