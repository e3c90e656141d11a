package dev.nfdrop.ebpf.asm;

/// An arithmetic operation, `destination = destination op operand`.
public enum AluOperation {
  // spotless:off
  ADD                    (0x00, "+="),
  SUBTRACT               (0x10, "-="),
  MULTIPLY               (0x20, "*="),
  /// Unsigned; division by 0 gives 0.
  DIVIDE                 (0x30, "/="),
  OR                     (0x40, "|="),
  AND                    (0x50, "&="),
  SHIFT_LEFT             (0x60, "<<="),
  SHIFT_RIGHT            (0x70, ">>="),
  /// Unsigned; the remainder of a division by 0 is the dividend.
  MODULO                 (0x90, "%="),
  XOR                    (0xa0, "^="),
  MOVE                   (0xb0, "="),
  SHIFT_RIGHT_ARITHMETIC (0xc0, "s>>=");
  // spotless:on

  private final int code;
  private final String symbol;

  AluOperation(int code, String symbol) {
    this.code = code;
    this.symbol = symbol;
  }

  /// The operation bits of the opcode.
  int code() {
    return code;
  }

  /// The operation in the kernel's notation.
  String symbol() {
    return symbol;
  }

  boolean isShift() {
    return this == SHIFT_LEFT || this == SHIFT_RIGHT || this == SHIFT_RIGHT_ARITHMETIC;
  }

  boolean isDivision() {
    return this == DIVIDE || this == MODULO;
  }
}
