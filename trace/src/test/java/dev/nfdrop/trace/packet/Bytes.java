package dev.nfdrop.trace.packet;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.Random;

/// Puts packets together, big-endian.
final class Bytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Bytes u8(int value) {
    out.write(value);
    return this;
  }

  Bytes u16(int value) {
    return u8(value >>> 8).u8(value);
  }

  Bytes u32(long value) {
    return u16((int) (value >>> 16)).u16((int) value);
  }

  Bytes u48(long value) {
    return u16((int) (value >>> 32)).u32(value);
  }

  Bytes u64(long value) {
    return u32(value >>> 32).u32(value);
  }

  Bytes hex(String digits) {
    return bytes(HexFormat.of().parseHex(digits.replace(" ", "")));
  }

  Bytes bytes(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  Bytes random(Random random, int count) {
    var bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes(bytes);
  }

  byte[] toArray() {
    return out.toByteArray();
  }
}
