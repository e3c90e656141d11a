package dev.nfdrop.ebpf.btf;

import java.util.Optional;

/// NUL-terminated names by offset. In a split BTF the offsets of its own names continue where the
/// base's end.
///
/// No name is longer than [#MAX_NAME_BYTES]; longer ones are a format error when they are read, so
/// that a hostile file cannot make many types share one enormous name.
final class StringTable {
  /// Twice `KSYM_NAME_LEN`, include/linux/kallsyms.h, the kernel's own bound.
  static final int MAX_NAME_BYTES = 1024;

  /// Names that differ only after so many bytes share a hash.
  private static final int HASHED_BYTES = 64;

  private static final int HASH_FACTOR = 31;

  private final String origin;
  private final Bytes bytes;
  private final int start;
  private final int end;
  private final Optional<StringTable> base;
  private final long firstOffset;

  StringTable(String origin, Bytes bytes, Header header, Optional<StringTable> base) {
    this.origin = origin;
    this.bytes = bytes;
    this.start = header.strings().start();
    this.end = header.strings().end();
    this.base = base;
    this.firstOffset = base.map(StringTable::endOffset).orElse(0L);
    checkEnds();
  }

  private void checkEnds() {
    if (start == end && base.isPresent()) {
      return;
    }
    if (start == end || (base.isEmpty() && bytes.i8(start) != 0)) {
      throw new BtfFormatException(
          origin, "start of the string section", start, "no NUL", "the empty name");
    }
    if (bytes.i8(end - 1) != 0) {
      throw new BtfFormatException(
          origin, "end of the string section", end - 1, bytes.i8(end - 1), "NUL");
    }
  }

  /// The first offset after all names.
  long endOffset() {
    return firstOffset + end - start;
  }

  /// The name at an offset; `referenceAt` is where the offset stands in the file, for the error.
  String name(long offset, int referenceAt) {
    if (offset < firstOffset) {
      return base.orElseThrow().name(offset, referenceAt);
    }
    checkOffset(offset, referenceAt);
    int from = position(offset);
    int length = 0;
    while (bytes.i8(from + length) != 0) {
      length++;
      if (length > MAX_NAME_BYTES) {
        throw new BtfFormatException(
            origin, "name", from, "longer", "at most " + MAX_NAME_BYTES + " bytes");
      }
    }
    return length == 0 ? "" : bytes.text(from, length);
  }

  void checkOffset(long offset, int referenceAt) {
    if (offset >= endOffset()) {
      throw new BtfFormatException(
          origin, "name offset", referenceAt, offset, "less than " + endOffset());
    }
  }

  /// Whether the name at a checked offset is `name`.
  boolean matches(long offset, byte[] name) {
    if (offset < firstOffset) {
      return base.orElseThrow().matches(offset, name);
    }
    int from = position(offset);
    if (end - from <= name.length || bytes.i8(from + name.length) != 0) {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      if (bytes.i8(from + i) != name[i]) {
        return false;
      }
    }
    return true;
  }

  /// The hash of the name at a checked offset, equal to [#hash(byte\[\])] of the same name.
  int hash(long offset) {
    if (offset < firstOffset) {
      return base.orElseThrow().hash(offset);
    }
    int from = position(offset);
    int hash = 0;
    for (int i = 0; i < HASHED_BYTES && bytes.i8(from + i) != 0; i++) {
      hash = hash * HASH_FACTOR + bytes.i8(from + i);
    }
    return hash;
  }

  static int hash(byte[] name) {
    int hash = 0;
    for (int i = 0; i < Math.min(HASHED_BYTES, name.length) && name[i] != 0; i++) {
      hash = hash * HASH_FACTOR + name[i];
    }
    return hash;
  }

  private int position(long offset) {
    return start + (int) (offset - firstOffset);
  }
}
