package dev.nfdrop.trace.packet;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A part of a packet: the bytes that belong to it, of which only the first may have been captured.
///
/// Multi-byte numbers are big-endian. Callers ask {@link #has} before they read.
///
/// @param start where in `bytes` the part begins
/// @param captured how many bytes can be read, at most `length`
/// @param length how many bytes the packet says there are
record Window(MemorySegment bytes, long start, int captured, int length) {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(BIG_ENDIAN);
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(BIG_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(BIG_ENDIAN);

  Window {
    length = Math.max(length, 0);
    captured = Math.clamp(captured, 0, length);
  }

  /// The part of `packet` from an offset of its own, 0 or more, to its end.
  static Window of(CapturedPacket packet, int offset) {
    int skipped = Math.min(offset, packet.captured());
    long end =
        packet.length() == CapturedPacket.UNSET
            ? Integer.MAX_VALUE
            : (long) packet.dataOffset() + packet.length();
    return new Window(
        packet.bytes(),
        packet.start() + skipped,
        packet.captured() - skipped,
        Math.clamp(end - offset, 0, Integer.MAX_VALUE));
  }

  boolean has(int count) {
    return captured >= count;
  }

  /// What follows the first `count` bytes; empty where there are not so many.
  Window after(int count) {
    int skipped = Math.min(count, captured);
    return new Window(bytes, start + skipped, captured - skipped, length - count);
  }

  /// The first `count` bytes, or all where there are fewer.
  Window first(int count) {
    return count < length ? new Window(bytes, start, captured, count) : this;
  }

  /// The same bytes as a packet of another length, whatever was captured of it.
  Window withLength(int newLength) {
    return new Window(bytes, start, captured, newLength);
  }

  int u8(int offset) {
    return bytes.get(ValueLayout.JAVA_BYTE, start + offset) & 0xff;
  }

  int u16(int offset) {
    return bytes.get(SHORT, start + offset) & 0xffff;
  }

  int i32(int offset) {
    return bytes.get(INT, start + offset);
  }

  long u32(int offset) {
    return Integer.toUnsignedLong(i32(offset));
  }

  long u48(int offset) {
    return (long) u16(offset) << 32 | u32(offset + 2);
  }

  long i64(int offset) {
    return bytes.get(LONG, start + offset);
  }
}
