package dev.nfdrop.trace.packet;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.Random;

/// Puts packets together, big-endian.
public final class Bytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  public Bytes() {}

  public Bytes u8(int value) {
    out.write(value);
    return this;
  }

  public Bytes u16(int value) {
    return u8(value >>> 8).u8(value);
  }

  public Bytes u32(long value) {
    return u16((int) (value >>> 16)).u16((int) value);
  }

  public Bytes u48(long value) {
    return u16((int) (value >>> 32)).u32(value);
  }

  public Bytes u64(long value) {
    return u32(value >>> 32).u32(value);
  }

  public Bytes hex(String digits) {
    return bytes(HexFormat.of().parseHex(digits.replace(" ", "")));
  }

  public Bytes bytes(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  public Bytes random(Random random, int count) {
    var bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes(bytes);
  }

  public byte[] toArray() {
    return out.toByteArray();
  }
}
