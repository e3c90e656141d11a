package dev.nfdrop.ebpf.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// The layout of a C structure that goes to the kernel: its fields in order, each aligned to its
/// size.
///
/// A field keeps its C name. Declared once in a constant, such a layout reads like the declaration
/// it comes from.
public final class CStruct {
  private final String name;
  private final Map<String, Field> fields;
  private final long sizeBytes;

  private CStruct(String name, Map<String, Field> fields, long sizeBytes) {
    this.name = name;
    this.fields = Map.copyOf(fields);
    this.sizeBytes = sizeBytes;
  }

  private record Field(long offsetBytes, long sizeBytes) {}

  /// Starts a layout.
  ///
  /// @param name the C name, for messages
  public static Builder named(String name) {
    return new Builder(name);
  }

  /// The size, a multiple of 8 bytes.
  public long sizeBytes() {
    return sizeBytes;
  }

  /// The offset of the end of a field: a kernel that knows the field reports at least so many
  /// bytes.
  public long endOf(String field) {
    return field(field).offsetBytes + field(field).sizeBytes;
  }

  /// A structure of zeros.
  public Value allocate(SegmentAllocator allocator) {
    return new Value(allocator.allocate(sizeBytes, JAVA_LONG.byteAlignment()));
  }

  private Field field(String field) {
    var found = fields.get(field);
    if (found == null) {
      throw new IllegalArgumentException("%s has no field %s".formatted(name, field));
    }
    return found;
  }

  /// Collects fields in the order of their declaration.
  public static final class Builder {
    private final String name;
    private final Map<String, Field> fields = new LinkedHashMap<>();
    private long sizeBytes;

    private Builder(String name) {
      this.name = name;
    }

    /// Appends fields of type `__u32`.
    public Builder u32(String... names) {
      for (var field : names) {
        append(field, JAVA_INT.byteSize(), JAVA_INT.byteSize());
      }
      return this;
    }

    /// Appends fields of type `__u64`, pointers included.
    public Builder u64(String... names) {
      for (var field : names) {
        append(field, JAVA_LONG.byteSize(), JAVA_LONG.byteSize());
      }
      return this;
    }

    /// Appends a field of type `char[length]`.
    public Builder chars(String field, long length) {
      append(field, length, 1);
      return this;
    }

    /// The finished layout.
    public CStruct build() {
      return new CStruct(name, fields, roundUp(sizeBytes, JAVA_LONG.byteSize()));
    }

    private void append(String field, long bytes, long alignment) {
      var offset = roundUp(sizeBytes, alignment);
      fields.put(field, new Field(offset, bytes));
      sizeBytes = offset + bytes;
    }

    private static long roundUp(long bytes, long alignment) {
      return (bytes + alignment - 1) / alignment * alignment;
    }
  }

  /// One structure in memory, which the allocator owns.
  public final class Value {
    private final MemorySegment segment;

    private Value(MemorySegment segment) {
      this.segment = segment;
    }

    /// The bytes, to be handed to the kernel.
    public MemorySegment segment() {
      return segment;
    }

    /// Sets a number; a 32-bit field takes the low half.
    public Value set(String field, long value) {
      var at = field(field);
      if (at.sizeBytes == JAVA_INT.byteSize()) {
        segment.set(JAVA_INT, at.offsetBytes, (int) value);
      } else {
        segment.set(JAVA_LONG, at.offsetBytes, value);
      }
      return this;
    }

    /// Sets a pointer. The pointed-to segment is to stay alive as long as this one is used.
    public Value set(String field, MemorySegment target) {
      return set(field, target.address());
    }

    /// Sets a `char[]` to a string and its final zero.
    ///
    /// @throws IndexOutOfBoundsException if it does not fit
    public Value set(String field, String text) {
      var at = field(field);
      segment.asSlice(at.offsetBytes, at.sizeBytes).setString(0, text, StandardCharsets.US_ASCII);
      return this;
    }

    /// A number, unsigned.
    public long number(String field) {
      var at = field(field);
      return at.sizeBytes == JAVA_INT.byteSize()
          ? Integer.toUnsignedLong(segment.get(JAVA_INT, at.offsetBytes))
          : segment.get(JAVA_LONG, at.offsetBytes);
    }
  }
}
