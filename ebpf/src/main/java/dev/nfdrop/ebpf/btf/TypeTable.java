package dev.nfdrop.ebpf.btf;

import java.util.Arrays;

/// The position of every type of one BTF, found in one pass that checks that each type lies inside
/// its section and has a name that exists.
///
/// The type with the id `firstId + i` starts at `positions[i]`. `struct btf_type` is three 32-bit
/// words: `name_off`, `info`, and `size` or `type`. `info` has the number of elements in its low 24
/// bits (16 before the kernel widened it; the rest was zero), the kind in bits 24 to 30, a flag on
/// top.
final class TypeTable {
  static final int TYPE_BYTES = 12;
  private static final int INFO_AT = 4;
  static final int SIZE_AT = 8;
  private static final int VLEN_MASK = 0xff_ffff;
  private static final int KIND_SHIFT = 24;
  private static final int KIND_MASK = 0x7f;

  /// `BTF_MAX_VLEN`, for all kinds but sections, whose elements have no names.
  private static final int MAX_NAMED_ELEMENTS = 0xffff;

  private static final int INITIAL_TYPES = 256;
  private static final int MEAN_TYPE_BYTES = 20;

  private final String origin;
  private final Bytes bytes;
  private final StringTable strings;
  private final Layout layout;
  private final int firstId;
  private int[] positions;
  private int count;

  TypeTable(String origin, Bytes bytes, Header header, StringTable strings, int firstId) {
    this.origin = origin;
    this.bytes = bytes;
    this.strings = strings;
    this.firstId = firstId;
    this.layout = new Layout(bytes, header.layout().start(), header.layout().end());
    int sectionBytes = header.types().sizeBytes();
    this.positions = new int[INITIAL_TYPES + sectionBytes / MEAN_TYPE_BYTES];
    int at = header.types().start();
    while (at < header.types().end()) {
      append(at);
      at = next(at, header.types().end());
    }
    positions = Arrays.copyOf(positions, count);
  }

  private void append(int at) {
    if (count == positions.length) {
      positions = Arrays.copyOf(positions, count * 2);
    }
    positions[count++] = at;
  }

  private int next(int at, int end) {
    int id = firstId + count - 1;
    if (end - at < TYPE_BYTES) {
      throw new BtfFormatException(
          origin, "type " + id, at, end - at + " bytes", "at least " + TYPE_BYTES);
    }
    var kind = Kind.ofCode(kindCodeAt(at));
    long next = at + TYPE_BYTES + trailingBytes(at, id, kind);
    if (next > end) {
      throw new BtfFormatException(
          origin,
          "end of type %d (%s, vlen %d)".formatted(id, kind, vlenAt(at)),
          at,
          next,
          "at most " + end + ", the end of the type section");
    }
    if (kind != Kind.UNKNOWN) {
      strings.checkOffset(nameOffsetAt(at), at);
    }
    return (int) next;
  }

  private long trailingBytes(int at, int id, Kind kind) {
    int vlen = vlenAt(at);
    if (kind == Kind.UNKNOWN) {
      return layout.trailingBytes(kindCodeAt(at), vlen).orElseThrow(() -> unknownKind(at, id));
    }
    if (vlen > MAX_NAMED_ELEMENTS && kind != Kind.DATASEC) {
      throw new BtfFormatException(
          origin, "vlen of type " + id, at + INFO_AT, vlen, "at most " + MAX_NAMED_ELEMENTS);
    }
    return kind.trailingBytes(vlen);
  }

  private BtfFormatException unknownKind(int at, int id) {
    return new BtfFormatException(
        origin,
        "kind of type " + id,
        at + INFO_AT,
        kindCodeAt(at),
        "%d to %d, or a layout section that says its size"
            .formatted(Kind.INT.code(), Kind.ENUM64.code()));
  }

  String origin() {
    return origin;
  }

  Bytes bytes() {
    return bytes;
  }

  StringTable strings() {
    return strings;
  }

  int firstId() {
    return firstId;
  }

  /// One more than the highest id.
  int endId() {
    return firstId + count;
  }

  int position(int id) {
    return positions[id - firstId];
  }

  Kind kind(int id) {
    return Kind.ofCode(kindCode(id));
  }

  int kindCode(int id) {
    return kindCodeAt(position(id));
  }

  int vlen(int id) {
    return vlenAt(position(id));
  }

  boolean flag(int id) {
    return bytes.i32(position(id) + INFO_AT) < 0;
  }

  long nameOffset(int id) {
    return nameOffsetAt(position(id));
  }

  private int kindCodeAt(int at) {
    return bytes.i32(at + INFO_AT) >>> KIND_SHIFT & KIND_MASK;
  }

  private int vlenAt(int at) {
    return bytes.i32(at + INFO_AT) & VLEN_MASK;
  }

  private long nameOffsetAt(int at) {
    return bytes.u32(at);
  }
}
