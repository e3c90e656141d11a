package dev.nfdrop.ebpf.asm;

/// The width of an operation or comparison.
public enum Width {
  /// The low half; the upper one of a result is zero.
  BITS_32,
  BITS_64;

  /// The register's name at this width: `w3` or `r3`.
  String name(Register register) {
    return (this == BITS_32 ? "w" : "r") + register.number();
  }
}
