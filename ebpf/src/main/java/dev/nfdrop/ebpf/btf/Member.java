package dev.nfdrop.ebpf.btf;

import java.util.Optional;

/// Where a member lies in its structure.
///
/// @param struct the structure the path starts in
/// @param path member names joined by dots, as they were asked for
/// @param offsetBits from the start of the structure to the member's lowest bit
/// @param sizeBits 0 for a flexible array
/// @param bitfield whether the member was declared with a width
/// @param signed whether the value is a signed integer or enum
/// @param typeId the member's type as declared, before typedefs are resolved
public record Member(
    String struct,
    String path,
    int offsetBits,
    int sizeBits,
    boolean bitfield,
    boolean signed,
    int typeId) {
  /// From the start of the structure to the byte that holds the lowest bit.
  public int offsetBytes() {
    return offsetBits / Byte.SIZE;
  }

  /// From the lowest bit of the byte at [#offsetBytes] to the member's; 0 unless a bitfield.
  public int bitOffset() {
    return offsetBits % Byte.SIZE;
  }

  /// The bytes from [#offsetBytes] on that hold a bit of the member.
  public int sizeBytes() {
    return Math.ceilDiv(bitOffset() + sizeBits, Byte.SIZE);
  }

  /// The smallest naturally aligned word that holds the whole member: `(word >>> shiftBits)` has
  /// the value in its low [#sizeBits] bits. Empty where no word of up to 8 bytes does.
  public Optional<Word> word() {
    for (int bytes = 1; bytes <= Long.BYTES && sizeBits > 0; bytes *= 2) {
      int wordBits = bytes * Byte.SIZE;
      int shiftBits = offsetBits % wordBits;
      if (shiftBits + sizeBits <= wordBits) {
        return Optional.of(new Word(offsetBits / wordBits * bytes, bytes, shiftBits));
      }
    }
    return Optional.empty();
  }

  /// A load of 1, 2, 4 or 8 bytes, and how far to shift it right.
  public record Word(int offsetBytes, int sizeBytes, int shiftBits) {}
}
