package dev.nfdrop.ebpf.btf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/// Writes BTF for tests, well-formed unless told otherwise. Every method that adds a type returns
/// its id.
final class BtfWriter {
  private static final int MAGIC = 0xeb9f;

  private final int firstStringOffset;
  private final Map<String, Integer> strings = new LinkedHashMap<>();
  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private final ByteArrayOutputStream types = new ByteArrayOutputStream();
  private final ByteArrayOutputStream layout = new ByteArrayOutputStream();
  private int nextId;

  BtfWriter() {
    this(1, 0);
    text.write(0);
  }

  private BtfWriter(int nextId, int firstStringOffset) {
    this.nextId = nextId;
    this.firstStringOffset = firstStringOffset;
  }

  /// A writer for a split BTF on top of this one as it is now.
  BtfWriter split() {
    var split = new BtfWriter(nextId, firstStringOffset + text.size());
    split.strings.putAll(strings);
    return split;
  }

  record Field(String name, int typeId, int word) {}

  static Field field(String name, int typeId, int offsetBits) {
    return new Field(name, typeId, offsetBits);
  }

  static Field bitfield(String name, int typeId, int offsetBits, int sizeBits) {
    return new Field(name, typeId, sizeBits << 24 | offsetBits);
  }

  int integer(String name, int sizeBytes, boolean signed) {
    return integer(name, sizeBytes, (signed ? 1 << 24 : 0) | sizeBytes * Byte.SIZE);
  }

  int integer(String name, int sizeBytes, int encoding) {
    return type(name, Kind.INT.code(), 0, false, sizeBytes, encoding);
  }

  int pointer(int targetId) {
    return type("", Kind.PTR.code(), 0, false, targetId);
  }

  int array(int elementId, int length) {
    return type("", Kind.ARRAY.code(), 0, false, 0, elementId, 0, length);
  }

  int modifier(Kind kind, String name, int targetId) {
    return type(name, kind.code(), 0, false, targetId);
  }

  int forward(String name) {
    return type(name, Kind.FWD.code(), 0, false, 0);
  }

  int struct(String name, int sizeBytes, Field... fields) {
    return composite(Kind.STRUCT, name, sizeBytes, false, fields);
  }

  int composite(Kind kind, String name, int sizeBytes, boolean flag, Field... fields) {
    var words = new int[fields.length * 3];
    for (int i = 0; i < fields.length; i++) {
      words[i * 3] = string(fields[i].name());
      words[i * 3 + 1] = fields[i].typeId();
      words[i * 3 + 2] = fields[i].word();
    }
    return type(name, kind.code(), fields.length, flag, sizeBytes, words);
  }

  int enumeration(String name, boolean signed, Map<String, Integer> values) {
    var words =
        values.entrySet().stream()
            .flatMapToInt(each -> IntStream.of(string(each.getKey()), each.getValue()))
            .toArray();
    return type(name, Kind.ENUM.code(), values.size(), signed, Integer.BYTES, words);
  }

  int enumeration64(String name, String constant, long value) {
    return type(
        name,
        Kind.ENUM64.code(),
        1,
        value < 0,
        Long.BYTES,
        string(constant),
        (int) value,
        (int) (value >>> 32));
  }

  int prototype(int returnId, Field... parameters) {
    var words = new int[parameters.length * 2];
    for (int i = 0; i < parameters.length; i++) {
      words[i * 2] = string(parameters[i].name());
      words[i * 2 + 1] = parameters[i].typeId();
    }
    return type("", Kind.FUNC_PROTO.code(), parameters.length, false, returnId, words);
  }

  /// Any type: `words` follow its `struct btf_type`.
  int type(String name, int kind, int vlen, boolean flag, int sizeOrType, int... words) {
    append(types, string(name), kind << 24 | vlen | (flag ? 1 << 31 : 0), sizeOrType);
    append(types, words);
    return nextId++;
  }

  /// Adds a layout section with an entry for every kind up to `kind`.
  BtfWriter layoutUpTo(int kind, int infoBytes, int elementBytes) {
    for (int each = 0; each <= kind; each++) {
      layout.write(infoBytes);
      layout.write(elementBytes);
      layout.write(0);
      layout.write(0);
    }
    return this;
  }

  private int string(String name) {
    if (name.isEmpty()) {
      return 0;
    }
    return strings.computeIfAbsent(
        name,
        _ -> {
          int offset = firstStringOffset + text.size();
          text.writeBytes((name + "\0").getBytes(UTF_8));
          return offset;
        });
  }

  private static void append(ByteArrayOutputStream out, int... words) {
    var buffer = ByteBuffer.allocate(words.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asIntBuffer().put(words);
    out.writeBytes(buffer.array());
  }

  byte[] bytes() {
    int headerBytes = layout.size() == 0 ? 24 : 32;
    var out = new ByteArrayOutputStream();
    append(out, MAGIC | 1 << 16, headerBytes, 0, types.size(), types.size(), text.size());
    if (layout.size() > 0) {
      append(out, types.size() + text.size(), layout.size());
    }
    out.writeBytes(types.toByteArray());
    out.writeBytes(text.toByteArray());
    out.writeBytes(layout.toByteArray());
    return out.toByteArray();
  }

  Btf parsed() {
    return Btf.parse(MemorySegment.ofArray(bytes()), "made up");
  }

  Btf parsedOn(Btf base) {
    return Btf.split(base, MemorySegment.ofArray(bytes()), "made up module");
  }
}
