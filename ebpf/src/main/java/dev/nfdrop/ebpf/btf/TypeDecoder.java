package dev.nfdrop.ebpf.btf;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// Makes records of the types in a [TypeTable], checking every number that could lead astray: ids
/// must exist, sizes and bit offsets must fit an `int` of bits.
final class TypeDecoder {
  /// The largest type whose bit offsets fit an `int`.
  static final long MAX_TYPE_BYTES = Integer.MAX_VALUE / Byte.SIZE;

  // struct btf_member; struct btf_enum, btf_enum64, btf_param and btf_var_secinfo start alike.
  private static final int ELEMENT_SECOND_AT = 4;
  private static final int ELEMENT_THIRD_AT = 8;
  private static final int BITFIELD_SIZE_SHIFT = 24;
  private static final int BIT_OFFSET_MASK = 0xff_ffff;

  // BTF_INT_ENCODING, BTF_INT_OFFSET, BTF_INT_BITS.
  private static final int INT_SIGNED = 1 << 24;
  private static final int INT_BOOL = 1 << 26;
  private static final int INT_OFFSET_SHIFT = 16;
  private static final int INT_BYTE_MASK = 0xff;
  private static final int MAX_INT_BYTES = 16;

  private final TypeTable types;
  private final Bytes bytes;

  TypeDecoder(TypeTable types) {
    this.types = types;
    this.bytes = types.bytes();
  }

  BtfType decode(int id) {
    var kind = types.kind(id);
    return switch (kind) {
      case VOID -> new BtfType.VoidType();
      case INT -> integer(id);
      case PTR -> new BtfType.Pointer(id, headerId(id));
      case ARRAY -> array(id);
      case STRUCT, UNION -> composite(id, kind);
      case ENUM, ENUM64 -> enumeration(id, kind);
      case FWD -> new BtfType.Forward(id, name(id), types.flag(id));
      case TYPEDEF, VOLATILE, CONST, RESTRICT, TYPE_TAG ->
          new BtfType.Modifier(id, kind, name(id), headerId(id));
      case FUNC -> new BtfType.Function(id, name(id), headerId(id), types.vlen(id));
      case FUNC_PROTO -> prototype(id);
      case VAR -> new BtfType.Variable(id, name(id), headerId(id), bytes.i32(trailer(id)));
      case DATASEC -> section(id);
      case FLOAT -> new BtfType.FloatingPoint(id, name(id), headerSize(id));
      case UNKNOWN -> new BtfType.Unknown(id, types.kindCode(id));
      case DECL_TAG ->
          new BtfType.DeclarationTag(id, name(id), headerId(id), bytes.i32(trailer(id)));
    };
  }

  private BtfType integer(int id) {
    int encoding = bytes.i32(trailer(id));
    int sizeBytes = headerSize(id);
    int offsetBits = encoding >>> INT_OFFSET_SHIFT & INT_BYTE_MASK;
    int sizeBits = encoding & INT_BYTE_MASK;
    if (sizeBytes > MAX_INT_BYTES || offsetBits + sizeBits > sizeBytes * Byte.SIZE) {
      throw new BtfFormatException(
          types.origin(),
          "integer type " + id,
          trailer(id),
          "%d bits at bit %d of %d bytes".formatted(sizeBits, offsetBits, sizeBytes),
          "bits inside at most " + MAX_INT_BYTES + " bytes");
    }
    boolean signed = (encoding & INT_SIGNED) != 0;
    boolean bool = (encoding & INT_BOOL) != 0;
    return new BtfType.Int(id, name(id), sizeBytes, offsetBits, sizeBits, signed, bool);
  }

  private BtfType array(int id) {
    int at = trailer(id);
    return new BtfType.Array(
        id, idAt(at), idAt(at + ELEMENT_SECOND_AT), bytes.u32(at + ELEMENT_THIRD_AT));
  }

  private BtfType composite(int id, Kind kind) {
    boolean flag = types.flag(id);
    var fields = elements(id, kind, at -> field(at, flag));
    return new BtfType.Composite(id, kind, name(id), headerSize(id), fields);
  }

  // Without the flag, the word is the offset; with it, the width of a bitfield is on top.
  private BtfType.Composite.Field field(int at, boolean flag) {
    int word = bytes.i32(at + ELEMENT_THIRD_AT);
    int offsetBits = flag ? word & BIT_OFFSET_MASK : word;
    if (offsetBits < 0) {
      throw new BtfFormatException(
          types.origin(),
          "bit offset of a member",
          at + ELEMENT_THIRD_AT,
          Integer.toUnsignedLong(offsetBits),
          "at most " + Integer.MAX_VALUE);
    }
    int bitfieldSizeBits = flag ? word >>> BITFIELD_SIZE_SHIFT : 0;
    return new BtfType.Composite.Field(
        nameAt(at), idAt(at + ELEMENT_SECOND_AT), offsetBits, bitfieldSizeBits);
  }

  private BtfType enumeration(int id, Kind kind) {
    boolean signed = types.flag(id);
    var values =
        elements(
            id,
            kind,
            at -> new EnumValue(nameAt(at), kind == Kind.ENUM ? value32(at, signed) : value64(at)));
    return new BtfType.Enumeration(id, kind, name(id), headerSize(id), signed, values);
  }

  private long value32(int at, boolean signed) {
    int value = bytes.i32(at + ELEMENT_SECOND_AT);
    return signed ? value : Integer.toUnsignedLong(value);
  }

  private long value64(int at) {
    return bytes.i64(at + ELEMENT_SECOND_AT);
  }

  private BtfType prototype(int id) {
    var parameters =
        elements(
            id,
            Kind.FUNC_PROTO,
            at -> new BtfType.Prototype.Parameter(nameAt(at), idAt(at + ELEMENT_SECOND_AT)));
    return new BtfType.Prototype(id, headerId(id), parameters);
  }

  private BtfType section(int id) {
    var entries =
        elements(
            id,
            Kind.DATASEC,
            at ->
                new BtfType.Section.Entry(
                    idAt(at), sizeAt(at + ELEMENT_SECOND_AT), sizeAt(at + ELEMENT_THIRD_AT)));
    return new BtfType.Section(id, name(id), headerSize(id), entries);
  }

  private <T> List<T> elements(int id, Kind kind, IntFunction<T> elementAt) {
    int elementBytes = (int) (kind.trailingBytes(1) - kind.trailingBytes(0));
    return IntStream.range(0, types.vlen(id))
        .map(index -> trailer(id) + index * elementBytes)
        .mapToObj(elementAt)
        .toList();
  }

  private int trailer(int id) {
    return types.position(id) + TypeTable.TYPE_BYTES;
  }

  private String name(int id) {
    return nameAt(types.position(id));
  }

  private int headerId(int id) {
    return idAt(types.position(id) + TypeTable.SIZE_AT);
  }

  private int headerSize(int id) {
    return sizeAt(types.position(id) + TypeTable.SIZE_AT);
  }

  private String nameAt(int at) {
    return types.strings().name(bytes.u32(at), at);
  }

  private int idAt(int at) {
    int id = bytes.i32(at);
    if (Integer.compareUnsigned(id, types.endId()) >= 0) {
      throw new BtfFormatException(
          types.origin(), "type id", at, Integer.toUnsignedLong(id), "less than " + types.endId());
    }
    return id;
  }

  private int sizeAt(int at) {
    long size = bytes.u32(at);
    if (size > MAX_TYPE_BYTES) {
      throw new BtfFormatException(
          types.origin(), "size", at, size, "at most " + MAX_TYPE_BYTES + " bytes");
    }
    return (int) size;
  }
}
