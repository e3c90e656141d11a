package dev.nfdrop.locator.machine;

import java.util.Locale;

/// The integer registers of x86-64, in the order of their encoding.
public enum X86Register implements Register {
  RAX,
  RCX,
  RDX,
  RBX,
  RSP,
  RBP,
  RSI,
  RDI,
  R8,
  R9,
  R10,
  R11,
  R12,
  R13,
  R14,
  R15;

  private static final X86Register[] BY_NUMBER = values();

  /// The register encoded as `number`, 0 to 15.
  public static X86Register of(int number) {
    return BY_NUMBER[number];
  }

  @Override
  @SuppressWarnings("EnumOrdinal") // declared in the order of the encoding
  public int number() {
    return ordinal();
  }

  @Override
  public String name(Width width) {
    var full = name().toLowerCase(Locale.ROOT);
    if (number() >= R8.number()) {
      return switch (width) {
        case BYTE -> full + "b";
        case HALF -> full + "w";
        case WORD -> full + "d";
        case LONG -> full;
      };
    }
    var stem = full.substring(1);
    return switch (width) {
      case BYTE -> stem.endsWith("x") ? stem.charAt(0) + "l" : stem + "l";
      case HALF -> stem;
      case WORD -> "e" + stem;
      case LONG -> full;
    };
  }
}
