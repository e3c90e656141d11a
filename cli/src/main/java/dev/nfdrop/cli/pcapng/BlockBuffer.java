package dev.nfdrop.cli.pcapng;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A block while it is made, in little-endian byte order.
final class BlockBuffer {
  private static final int USUAL = 1 << 12;

  /// The length comes after the type, and once more at the end.
  private static final int LENGTH = 4;

  private ByteBuffer bytes = ByteBuffer.allocate(USUAL).order(ByteOrder.LITTLE_ENDIAN);

  /// Begins a block; what was in the buffer is gone.
  BlockBuffer begin(int type) {
    bytes.clear();
    return u32(type).u32(0);
  }

  BlockBuffer u16(int value) {
    room(Short.BYTES).putShort((short) value);
    return this;
  }

  BlockBuffer u32(int value) {
    room(Integer.BYTES).putInt(value);
    return this;
  }

  BlockBuffer u64(long value) {
    room(Long.BYTES).putLong(value);
    return this;
  }

  BlockBuffer bytes(byte[] source, int start, int length) {
    room(length).put(source, start, length);
    return this;
  }

  BlockBuffer bytes(MemorySegment source, long start, int length) {
    room(length);
    MemorySegment.copy(source, start, MemorySegment.ofBuffer(bytes), 0, length);
    bytes.position(bytes.position() + length);
    return this;
  }

  /// Fills up to a multiple of four bytes.
  BlockBuffer pad() {
    while (bytes.position() % Integer.BYTES != 0) {
      room(1).put((byte) 0);
    }
    return this;
  }

  /// An option with text.
  BlockBuffer option(int code, String text) {
    var encoded = text.getBytes(UTF_8);
    return u16(code).u16(encoded.length).bytes(encoded, 0, encoded.length).pad();
  }

  /// Ends the options and the block, and writes it.
  ///
  /// @return its length in bytes
  int endTo(OutputStream out) throws IOException {
    u16(OptionCode.END).u16(0);
    int length = bytes.position() + Integer.BYTES;
    u32(length);
    bytes.putInt(LENGTH, length);
    out.write(bytes.array(), 0, length);
    return length;
  }

  private ByteBuffer room(int needed) {
    if (bytes.remaining() < needed) {
      var larger = ByteBuffer.allocate(Math.max(2 * bytes.capacity(), bytes.position() + needed));
      bytes = larger.order(ByteOrder.LITTLE_ENDIAN).put(bytes.flip());
    }
    return bytes;
  }
}
