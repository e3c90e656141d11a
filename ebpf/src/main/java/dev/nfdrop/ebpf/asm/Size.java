package dev.nfdrop.ebpf.asm;

/// The width of a memory access, unsigned.
public enum Size {
  U8(0x10, 1),
  U16(0x08, 2),
  U32(0x00, 4),
  U64(0x18, 8);

  private final int code;
  private final int bytes;

  Size(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /// The size bits of the opcode.
  int code() {
    return code;
  }

  /// The width in bytes.
  public int bytes() {
    return bytes;
  }

  /// The size of that many bytes.
  ///
  /// @throws IllegalArgumentException unless it is 1, 2, 4 or 8
  public static Size ofBytes(int bytes) {
    return switch (bytes) {
      case 1 -> U8;
      case 2 -> U16;
      case 4 -> U32;
      case 8 -> U64;
      default -> throw new IllegalArgumentException("no access of %d bytes".formatted(bytes));
    };
  }

  @Override
  public String toString() {
    return "u" + 8 * bytes;
  }
}
