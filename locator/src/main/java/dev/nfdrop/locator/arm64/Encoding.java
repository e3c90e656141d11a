package dev.nfdrop.locator.arm64;

import java.util.Optional;

/// One row of the encoding table: words that agree in some bits, and what they mean.
///
/// @param mask the bits that are fixed
/// @param value what they are
record Encoding(int mask, int value, Form form) {
  /// Reads the remaining bits; empty where they stand for no instruction.
  @FunctionalInterface
  interface Form {
    Optional<Meaning> decode(Word word, long address);
  }

  /// @param pattern the 32 bits from the highest on: `0`, `1`, or a letter for a field
  static Encoding row(String pattern, Form form) {
    int mask = 0;
    int value = 0;
    int bits = 0;
    for (char symbol : pattern.replace(" ", "").toCharArray()) {
      mask = mask << 1 | (Character.isDigit(symbol) ? 1 : 0);
      value = value << 1 | (symbol == '1' ? 1 : 0);
      bits++;
    }
    if (bits != Integer.SIZE) {
      throw new IllegalArgumentException(bits + " bits in " + pattern);
    }
    return new Encoding(mask, value, form);
  }

  boolean matches(int word) {
    return (word & mask) == value;
  }
}
