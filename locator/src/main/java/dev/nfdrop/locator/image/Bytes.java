package dev.nfdrop.locator.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// A named piece of an image, little endian, that knows where in the file it came from. Reading
/// past its end is an [ImageFormatException].
final class Bytes {
  private final String what;
  private final long fileOffset;
  private final ByteBuffer buffer;

  /// Keeps `bytes`, no copy.
  Bytes(String what, long fileOffset, byte[] bytes) {
    this.what = what;
    this.fileOffset = fileOffset;
    this.buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static Bytes empty(String what) {
    return new Bytes(what, 0, new byte[0]);
  }

  String what() {
    return what;
  }

  int size() {
    return buffer.capacity();
  }

  int unsignedByte(long at) {
    return buffer.get(check(at, Byte.BYTES)) & 0xff;
  }

  int unsignedShort(long at) {
    return buffer.getShort(check(at, Short.BYTES)) & 0xffff;
  }

  int signedInt(long at) {
    return buffer.getInt(check(at, Integer.BYTES));
  }

  long unsignedInt(long at) {
    return Integer.toUnsignedLong(signedInt(at));
  }

  long signedLong(long at) {
    return buffer.getLong(check(at, Long.BYTES));
  }

  /// The bytes up to a zero byte, one character each.
  String string(long at) {
    int start = check(at, 1);
    var bytes = buffer.array();
    int end = start;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    if (end == bytes.length) {
      throw wrong(at, "no end of the string", "a zero byte");
    }
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }

  byte[] copy(long at, long count) {
    var copy = new byte[Math.toIntExact(Math.min(count, size()))];
    buffer.get(check(at, count), copy);
    return copy;
  }

  ImageFormatException wrong(long at, String found, String expected) {
    return new ImageFormatException(what, fileOffset + at, found, expected);
  }

  private int check(long at, long count) {
    if (at < 0 || count < 0 || at > size() - count) {
      throw wrong(at, "the end after " + size() + " bytes", count + " bytes");
    }
    return (int) at;
  }
}
