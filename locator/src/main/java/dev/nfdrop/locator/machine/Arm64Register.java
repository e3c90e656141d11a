package dev.nfdrop.locator.machine;

/// The integer registers of AArch64. The zero register is none: reading it is the constant 0,
/// writing it has no effect.
public enum Arm64Register implements Register {
  X0,
  X1,
  X2,
  X3,
  X4,
  X5,
  X6,
  X7,
  X8,
  X9,
  X10,
  X11,
  X12,
  X13,
  X14,
  X15,
  X16,
  X17,
  X18,
  X19,
  X20,
  X21,
  X22,
  X23,
  X24,
  X25,
  X26,
  X27,
  X28,
  X29,
  X30,
  SP;

  private static final Arm64Register[] BY_NUMBER = values();

  /// The register encoded as `number`, 0 to 30; 31 is the stack pointer.
  public static Arm64Register of(int number) {
    return BY_NUMBER[number];
  }

  @Override
  @SuppressWarnings("EnumOrdinal") // declared in the order of the encoding
  public int number() {
    return ordinal();
  }

  @Override
  public String name(Width width) {
    var prefix = width == Width.LONG ? "x" : "w";
    return this == SP ? (width == Width.LONG ? "sp" : "wsp") : prefix + number();
  }
}
