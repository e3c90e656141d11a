package dev.nfdrop.locator.image;

import java.util.Map;

/// An array of C structs whose members are pointers: in a module they are relocations, in a linked
/// kernel numbers.
///
/// @param address of the first byte
/// @param relocations by offset from the first byte
/// @param relocatable whether the pointers are relocations
record Table(Bytes bytes, long address, Map<Long, Relocation> relocations, boolean relocatable) {
  int size() {
    return bytes.size();
  }

  /// The target of an `s32` that counts from its own address; 0 where it is unknown.
  long relativePointer(long at) {
    int stored = bytes.signedInt(at);
    var relocation = relocations.get(at);
    if (relocation != null) {
      return relocation.target();
    }
    return relocatable ? 0 : address + at + stored;
  }

  /// The target of a 64-bit pointer; 0 where it is unknown.
  long pointer(long at) {
    long stored = bytes.signedLong(at);
    var relocation = relocations.get(at);
    return relocation != null ? relocation.target() : stored;
  }
}
