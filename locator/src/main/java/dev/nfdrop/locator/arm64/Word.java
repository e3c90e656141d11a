package dev.nfdrop.locator.arm64;

import dev.nfdrop.locator.machine.Width;

/// The bits of one instruction, numbered from the lowest as in the manual.
record Word(int bits) {
  /// The bits from `high` down to `low`, both included.
  int field(int high, int low) {
    return bits >>> low & ((1 << (high - low + 1)) - 1);
  }

  /// The same, sign-extended.
  long signed(int high, int low) {
    int unused = Integer.SIZE - 1 - high;
    return (long) (bits << unused) >> (unused + low);
  }

  boolean bit(int number) {
    return (bits >>> number & 1) != 0;
  }

  /// Rd, or Rt of a load or store.
  int d() {
    return field(4, 0);
  }

  /// Rn.
  int n() {
    return field(9, 5);
  }

  /// Rm, or Rs of an exclusive or atomic access.
  int m() {
    return field(20, 16);
  }

  /// Ra, or Rt2.
  int a() {
    return field(14, 10);
  }

  /// The width that `sf`, the highest bit, selects.
  Width width() {
    return bit(31) ? Width.LONG : Width.WORD;
  }
}
