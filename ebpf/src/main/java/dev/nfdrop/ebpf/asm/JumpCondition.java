package dev.nfdrop.ebpf.asm;

/// A comparison of a register with an operand; unsigned unless it says otherwise.
public enum JumpCondition {
  // spotless:off
  EQUAL                   (0x10, "=="),
  GREATER                 (0x20, ">"),
  GREATER_OR_EQUAL        (0x30, ">="),
  /// Some bit is set in both.
  ANY_BIT                 (0x40, "&"),
  NOT_EQUAL               (0x50, "!="),
  SIGNED_GREATER          (0x60, "s>"),
  SIGNED_GREATER_OR_EQUAL (0x70, "s>="),
  LESS                    (0xa0, "<"),
  LESS_OR_EQUAL           (0xb0, "<="),
  SIGNED_LESS             (0xc0, "s<"),
  SIGNED_LESS_OR_EQUAL    (0xd0, "s<=");
  // spotless:on

  private final int code;
  private final String symbol;

  JumpCondition(int code, String symbol) {
    this.code = code;
    this.symbol = symbol;
  }

  /// The operation bits of the opcode.
  int code() {
    return code;
  }

  /// The comparison in the kernel's notation.
  String symbol() {
    return symbol;
  }
}
