package dev.nfdrop.locator.machine;

/// A contiguous piece of machine code with the symbol that names its start.
public final class Text {
  private final String symbol;
  private final long address;
  private final byte[] bytes;

  /// Keeps a copy of `bytes`.
  ///
  /// @param symbol such as `nft_do_chain` or `nft_do_chain.cold`
  /// @param address of the first byte; for an image that is not loaded, any layout in which
  ///   sections do not overlap
  public Text(String symbol, long address, byte[] bytes) {
    this.symbol = symbol;
    this.address = address;
    this.bytes = bytes.clone();
  }

  public String symbol() {
    return symbol;
  }

  public long address() {
    return address;
  }

  public int size() {
    return bytes.length;
  }

  /// The address behind the last byte.
  public long end() {
    return address + bytes.length;
  }

  public boolean contains(long candidate) {
    long offset = candidate - address;
    return offset >= 0 && offset < bytes.length;
  }

  /// How many bytes there are from `from` to the end.
  public int remaining(long from) {
    return contains(from) ? (int) (end() - from) : 0;
  }

  /// The byte at an address inside this text, 0 to 255.
  public int unsignedByte(long at) {
    return bytes[Math.toIntExact(at - address)] & 0xff;
  }

  /// The little-endian value of `count` bytes, 1 to 8, sign-extended.
  public long signed(long at, int count) {
    long value = 0;
    for (int i = count - 1; i >= 0; i--) {
      value = value << Byte.SIZE | unsignedByte(at + i);
    }
    int unused = Long.SIZE - count * Byte.SIZE;
    return value << unused >> unused;
  }

  @Override
  public String toString() {
    return symbol + "[" + bytes.length + " bytes at 0x" + Long.toHexString(address) + "]";
  }
}
