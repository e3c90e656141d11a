package dev.nfdrop.ebpf.btf;

/// The kind of a BTF type, with the size of what follows its 12-byte `struct btf_type`.
///
/// Source: `BTF_KIND_*`, include/uapi/linux/btf.h.
public enum Kind {
  // spotless:off
  //          code, fixed, per element
  VOID       ( 0,    0,     0),
  INT        ( 1,    4,     0),
  PTR        ( 2,    0,     0),
  ARRAY      ( 3,   12,     0),
  STRUCT     ( 4,    0,    12),
  UNION      ( 5,    0,    12),
  ENUM       ( 6,    0,     8),
  FWD        ( 7,    0,     0),
  TYPEDEF    ( 8,    0,     0),
  VOLATILE   ( 9,    0,     0),
  CONST      (10,    0,     0),
  RESTRICT   (11,    0,     0),
  FUNC       (12,    0,     0),
  FUNC_PROTO (13,    0,     8),
  VAR        (14,    4,     0),
  DATASEC    (15,    0,    12),
  FLOAT      (16,    0,     0),
  DECL_TAG   (17,    4,     0),
  TYPE_TAG   (18,    0,     0),
  ENUM64     (19,    0,    12),
  /// A kind that this reader does not know, in a BTF that says how to step over it.
  UNKNOWN    (-1,    0,     0);
  // spotless:on

  private static final Kind[] BY_CODE = values();

  private final int code;
  private final int fixedBytes;
  private final int elementBytes;

  Kind(int code, int fixedBytes, int elementBytes) {
    this.code = code;
    this.fixedBytes = fixedBytes;
    this.elementBytes = elementBytes;
  }

  /// The kind with this number in the file.
  static Kind ofCode(int code) {
    return code > VOID.code && code <= ENUM64.code ? BY_CODE[code] : UNKNOWN;
  }

  int code() {
    return code;
  }

  /// Bytes after `struct btf_type` for a type with `vlen` elements.
  long trailingBytes(int vlen) {
    return fixedBytes + (long) elementBytes * vlen;
  }
}
