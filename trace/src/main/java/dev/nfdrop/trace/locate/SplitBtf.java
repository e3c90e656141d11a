package dev.nfdrop.trace.locate;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.OptionalInt;

/// A module's `.BTF`, which continues its kernel's: its names count from the end of the kernel's.
/// Nothing in it says where that is, but its own names do: nearly all are in use, so the highest
/// name used is one of the last there, and each other one falls on the start of a name.
///
/// Source: `struct btf_header`, `struct btf_type`, include/uapi/linux/btf.h.
final class SplitBtf {
  static final int HEADER_BYTES = 24;
  private static final int MAGIC_AND_VERSION = 0x01eb9f;
  private static final int MAGIC_AND_VERSION_MASK = 0xffffff;
  private static final int TYPE_BYTES = 12;

  private static final int INFO_AT = 4;
  private static final int SIZE_AT = 8;

  /// `BTF_KIND_STRUCT`.
  private static final int STRUCT = 4;

  /// pahole leaves a name or two of the many without a use.
  private static final int UNUSED_SHARE = 32;

  /// Ten times what a kernel and a module have.
  private static final int MAX_NAMES_BYTES = 32 << 20;

  private static final int TRIED_LAST_NAMES = 8;

  private final byte[] content;
  private final ByteBuffer bytes;
  private final int types;
  private final int typesEnd;
  private final int strings;
  private final int stringsEnd;

  private SplitBtf(byte[] content) {
    this.content = content;
    this.bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    int header = bytes.getInt(4);
    this.types = Math.addExact(header, bytes.getInt(8));
    this.typesEnd = Math.addExact(types, bytes.getInt(12));
    this.strings = Math.addExact(header, bytes.getInt(16));
    this.stringsEnd = Math.addExact(strings, bytes.getInt(20));
  }

  /// The size in bytes of a structure that the module's own names name; empty where there is none,
  /// or the content is no BTF, or does not fit together.
  static OptionalInt sizeOf(byte[] content, String struct) {
    var base = baseNames(content);
    return base.isPresent()
        ? new SplitBtf(content).sizeOf(struct, base.getAsInt())
        : OptionalInt.empty();
  }

  private OptionalInt sizeOf(String struct, int base) {
    var name = (struct + "\0").getBytes(US_ASCII);
    for (int at = types; at < typesEnd; at = next(at)) {
      int own = strings + bytes.getInt(at) - base;
      if (kind(at) == STRUCT
          && own >= strings
          && Arrays.mismatch(content, own, stringsEnd, name, 0, name.length) == name.length) {
        return OptionalInt.of(bytes.getInt(at + SIZE_AT));
      }
    }
    return OptionalInt.empty();
  }

  /// Whether a BTF, of which the start is enough, is the one that the module was made for.
  static boolean continues(byte[] module, byte[] base) {
    var needed = baseNames(module);
    return needed.isPresent()
        && isBtf(base)
        && needed.getAsInt() == ByteBuffer.wrap(base).order(ByteOrder.LITTLE_ENDIAN).getInt(20);
  }

  /// How many bytes of names the base has.
  private static OptionalInt baseNames(byte[] content) {
    if (!isBtf(content)) {
      return OptionalInt.empty();
    }
    try {
      return new SplitBtf(content).baseNames();
    } catch (IndexOutOfBoundsException | ArithmeticException | IllegalArgumentException _) {
      return OptionalInt.empty();
    }
  }

  private static boolean isBtf(byte[] content) {
    return content.length >= HEADER_BYTES
        && (ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getInt(0)
                & MAGIC_AND_VERSION_MASK)
            == MAGIC_AND_VERSION;
  }

  private OptionalInt baseNames() {
    var used = usedNames();
    var own = ownNames();
    int last = own.length() - 1;
    for (int tried = 0; tried < TRIED_LAST_NAMES && last >= 0; tried++) {
      int base = used.length() - 1 - last;
      if (base > 0 && fits(used.get(base, used.length()), own)) {
        return OptionalInt.of(base);
      }
      last = own.previousSetBit(last - 1);
    }
    return OptionalInt.empty();
  }

  /// Whether each name used is an own one, and nearly each own one is used.
  private static boolean fits(BitSet used, BitSet own) {
    var strays = (BitSet) used.clone();
    strays.andNot(own);
    return strays.isEmpty()
        && used.cardinality() * (UNUSED_SHARE + 1) >= own.cardinality() * UNUSED_SHARE;
  }

  /// Where the names start.
  private BitSet ownNames() {
    var starts = new BitSet();
    boolean fresh = true;
    for (int at = strings; at < stringsEnd; at++) {
      if (fresh) {
        starts.set(at - strings);
      }
      fresh = content[at] == 0;
    }
    return starts;
  }

  private BitSet usedNames() {
    var used = new BitSet();
    for (int at = types; at < typesEnd; at = next(at)) {
      used.set(name(at));
      int kind = kind(at);
      for (int i = 0; i < count(at) && namesEntries(kind); i++) {
        used.set(name(at + TYPE_BYTES + i * entryBytes(kind)));
      }
    }
    return used;
  }

  private int name(int at) {
    int name = bytes.getInt(at);
    if (name < 0 || name > MAX_NAMES_BYTES) {
      throw new IllegalArgumentException("name at 0x%x".formatted(name));
    }
    return name;
  }

  private int kind(int at) {
    return bytes.getInt(at + INFO_AT) >>> 24 & 0x1f;
  }

  private int count(int at) {
    return bytes.getInt(at + INFO_AT) & 0xffff;
  }

  private int next(int at) {
    int kind = kind(at);
    return at + TYPE_BYTES + (isSingle(kind) ? 1 : count(at)) * entryBytes(kind);
  }

  /// `BTF_KIND_INT`, `ARRAY`, `VAR` and `DECL_TAG` are followed by one record, whatever `vlen`
  /// says.
  private static boolean isSingle(int kind) {
    return kind == 1 || kind == 3 || kind == 14 || kind == 17;
  }

  /// What follows a type of a kind, each.
  private static int entryBytes(int kind) {
    return switch (kind) {
      case 1, 14, 17 -> 4; // INT, VAR, DECL_TAG
      case 6, 13 -> 8; // ENUM, FUNC_PROTO
      case 3, 4, 5, 15, 19 -> 12; // ARRAY, STRUCT, UNION, DATASEC, ENUM64
      case 2, 7, 8, 9, 10, 11, 12, 16, 18 ->
          0; // PTR, FWD, TYPEDEF, qualifiers, FUNC, FLOAT, TYPE_TAG
      default -> throw new IllegalArgumentException("BTF kind " + kind);
    };
  }

  /// Whether what follows starts with a name: members, constants, parameters.
  private static boolean namesEntries(int kind) {
    return kind == 4 || kind == 5 || kind == 6 || kind == 13 || kind == 19;
  }
}
