package dev.nfdrop.locator.machine;

/// The width of an access to a register or to memory.
public enum Width {
  BYTE(1),
  HALF(2),
  WORD(4),
  LONG(8);

  private final int bytes;

  Width(int bytes) {
    this.bytes = bytes;
  }

  public int bytes() {
    return bytes;
  }

  public int bits() {
    return bytes * Byte.SIZE;
  }

  /// A mask of the bits that this width covers.
  public long mask() {
    return this == LONG ? -1L : (1L << bits()) - 1;
  }

  /// The low bits of `value`, zero-extended.
  public long truncate(long value) {
    return value & mask();
  }

  /// The low bits of `value`, sign-extended to 64 bits.
  public long signExtend(long value) {
    int unused = Long.SIZE - bits();
    return value << unused >> unused;
  }

  /// The width of `bytes` bytes.
  public static Width ofBytes(int bytes) {
    return switch (bytes) {
      case 1 -> BYTE;
      case 2 -> HALF;
      case 4 -> WORD;
      case 8 -> LONG;
      default -> throw new IllegalArgumentException("no width of " + bytes + " bytes");
    };
  }
}
