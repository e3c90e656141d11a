package dev.nfdrop.ebpf.btf;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Little-endian numbers in a byte array, which is read faster than a buffer before the compiler
/// has warmed up: most programs load BTF once, as one of their first acts.
final class Bytes {
  private static final int BYTE_MASK = 0xff;

  private final byte[] content;

  /// Takes the array over: it must not change any more.
  Bytes(byte[] content) {
    this.content = content;
  }

  int length() {
    return content.length;
  }

  byte i8(int at) {
    return content[at];
  }

  int u8(int at) {
    return content[at] & BYTE_MASK;
  }

  int u16(int at) {
    return u8(at) | u8(at + 1) << 8;
  }

  int i32(int at) {
    return u8(at) | u8(at + 1) << 8 | u8(at + 2) << 16 | content[at + 3] << 24;
  }

  long u32(int at) {
    return Integer.toUnsignedLong(i32(at));
  }

  long i64(int at) {
    return u32(at) | (long) i32(at + Integer.BYTES) << Integer.SIZE;
  }

  /// The UTF-8 text in a range.
  String text(int from, int length) {
    return new String(content, from, length, UTF_8);
  }
}
