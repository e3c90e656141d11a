package dev.nfdrop.locator.damage;

/// A part of some bytes that is worth damaging.
///
/// @param offset of its first byte
/// @param size in bytes, at least one
public record Aim(int offset, int size) {
  public Aim {
    if (offset < 0 || size < 1) {
      throw new IllegalArgumentException(size + " bytes at " + offset);
    }
  }

  /// All of it.
  public static Aim all(byte[] bytes) {
    return new Aim(0, bytes.length);
  }
}
