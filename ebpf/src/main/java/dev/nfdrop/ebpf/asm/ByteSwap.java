package dev.nfdrop.ebpf.asm;

/// A conversion of a register's low bits between the host's byte order and a fixed one.
///
/// Either direction is the same operation: on a little-endian host `BE16` reverses two bytes, and
/// `LE16` only clears the bits above them.
public enum ByteSwap {
  // spotless:off
  LE16 (0x00, 16),
  LE32 (0x00, 32),
  LE64 (0x00, 64),
  BE16 (0x08, 16),
  BE32 (0x08, 32),
  BE64 (0x08, 64);
  // spotless:on

  private final int orderBit;
  private final int bits;

  ByteSwap(int orderBit, int bits) {
    this.orderBit = orderBit;
    this.bits = bits;
  }

  /// `BPF_TO_LE` or `BPF_TO_BE`.
  int orderBit() {
    return orderBit;
  }

  int bits() {
    return bits;
  }
}
