package dev.nfdrop.ebpf.map;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.nfdrop.ebpf.sys.Bpf;
import dev.nfdrop.ebpf.sys.BpfCommand;
import dev.nfdrop.ebpf.sys.CStruct;
import dev.nfdrop.ebpf.sys.Errno;
import dev.nfdrop.ebpf.sys.FileDescriptor;
import dev.nfdrop.ebpf.sys.KernelException;
import dev.nfdrop.ebpf.sys.Mapping;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// A map of the kernel. Keys and values are segments in the host's byte order.
///
/// A value buffer holds [#bufferBytes()]: one value, or for per-CPU maps one for each possible CPU,
/// each at a multiple of 8 bytes. Segments handed in must be native. Safe for use by several
/// threads.
public final class BpfMap implements AutoCloseable {
  /// `union bpf_attr` of `BPF_MAP_CREATE`, include/uapi/linux/bpf.h.
  private static final CStruct CREATE =
      CStruct.named("bpf_attr (map create)")
          .u32("map_type", "key_size", "value_size", "max_entries", "map_flags")
          .u32("inner_map_fd", "numa_node")
          .chars("map_name", 16)
          .build();

  /// `union bpf_attr` of the commands on elements; `next_key` shares the place of `value`.
  private static final CStruct ELEMENT =
      CStruct.named("bpf_attr (map element)").u32("map_fd").u64("key", "value", "flags").build();

  /// `BPF_F_MMAPABLE`.
  private static final int MAPPABLE = 1 << 10;

  private static final long SLOT_BYTES = Long.BYTES;

  private final MapSpec spec;
  private final FileDescriptor descriptor;

  private BpfMap(MapSpec spec, FileDescriptor descriptor) {
    this.spec = spec;
    this.descriptor = descriptor;
  }

  /// An entry, copied out of the map.
  ///
  /// @param key keyBytes long
  /// @param value bufferBytes long
  public record Entry(MemorySegment key, MemorySegment value) {}

  static BpfMap create(MapSpec spec) {
    try (var arena = Arena.ofConfined()) {
      var attributes =
          CREATE
              .allocate(arena)
              .set("map_type", spec.type().number())
              .set("key_size", spec.keyBytes())
              .set("value_size", spec.valueBytes())
              .set("max_entries", spec.maxEntries())
              .set("map_flags", spec.mappable() ? MAPPABLE : 0)
              .set("map_name", spec.name());
      var result = Bpf.call(BpfCommand.BPF_MAP_CREATE, attributes.segment());
      if (result < 0) {
        throw refusal(spec, result);
      }
      return new BpfMap(spec, FileDescriptor.own(result, "map " + spec.name()));
    }
  }

  /// What the map was made from.
  public MapSpec spec() {
    return spec;
  }

  /// The descriptor; it stays owned by this object.
  public FileDescriptor descriptor() {
    return descriptor;
  }

  /// The size of a value buffer.
  public long bufferBytes() {
    return spec.type().isPerCpu() ? slotBytes() * PossibleCpus.COUNT : spec.valueBytes();
  }

  /// Copies the value of a key.
  ///
  /// @param value filled if the key is there
  /// @return whether the key is there
  /// @throws KernelException if the kernel refuses otherwise
  public boolean lookup(MemorySegment key, MemorySegment value) {
    requireKey(key);
    requireValue(value);
    return found(BpfCommand.BPF_MAP_LOOKUP_ELEM, key, value);
  }

  /// The value of an index or 32-bit key, in a segment of the garbage collector's.
  ///
  /// @throws KernelException if the kernel refuses
  public Optional<MemorySegment> lookup(int key) {
    try (var arena = Arena.ofConfined()) {
      var value = Arena.ofAuto().allocate(bufferBytes(), SLOT_BYTES);
      return lookup(arena.allocateFrom(JAVA_INT, key), value)
          ? Optional.of(value)
          : Optional.empty();
    }
  }

  /// Sets the value of a key.
  ///
  /// @throws KernelException if the kernel refuses, `E2BIG` where the map is full
  public void update(MemorySegment key, MemorySegment value) {
    requireKey(key);
    requireValue(value);
    var result = call(BpfCommand.BPF_MAP_UPDATE_ELEM, key, value);
    if (result < 0) {
      throw Bpf.refusal(BpfCommand.BPF_MAP_UPDATE_ELEM, descriptor.what(), result);
    }
  }

  /// Removes a key; array elements cannot be removed.
  ///
  /// @return whether the key was there
  /// @throws KernelException if the kernel refuses otherwise
  public boolean delete(MemorySegment key) {
    requireKey(key);
    return found(BpfCommand.BPF_MAP_DELETE_ELEM, key, MemorySegment.NULL);
  }

  /// Copies all entries. Those that come or go meanwhile may or may not be among them; none is
  /// there twice.
  ///
  /// @throws KernelException if the kernel refuses
  public List<Entry> entries() {
    var arena = Arena.ofAuto();
    var byKey = new LinkedHashMap<List<Byte>, Entry>();
    var previous = MemorySegment.NULL;
    // A key that is deleted under the walk sends it back to the start: the steps have a limit.
    for (long steps = 0; steps < 4L * spec.maxEntries() + 1; steps++) {
      var key = arena.allocate(spec.keyBytes(), SLOT_BYTES);
      if (!found(BpfCommand.BPF_MAP_GET_NEXT_KEY, previous, key)) {
        break;
      }
      var value = arena.allocate(bufferBytes(), SLOT_BYTES);
      if (lookup(key, value)) {
        byKey.put(content(key), new Entry(key, value));
      }
      previous = key;
    }
    return new ArrayList<>(byKey.values());
  }

  /// Adds up a 64-bit number over the values of all CPUs.
  ///
  /// @param buffer a value buffer that was looked up
  /// @param offsetBytes where the number is within a value
  public long sumOverCpus(MemorySegment buffer, long offsetBytes) {
    var sum = 0L;
    for (var at = offsetBytes; at < bufferBytes(); at += slotBytes()) {
      sum += buffer.get(JAVA_LONG, at);
    }
    return sum;
  }

  /// Forbids user space to write, for good; programs still may.
  ///
  /// @throws KernelException if the kernel refuses
  public void freeze() {
    try (var arena = Arena.ofConfined()) {
      var attributes = ELEMENT.allocate(arena).set("map_fd", descriptor.number());
      Bpf.require(BpfCommand.BPF_MAP_FREEZE, attributes.segment(), descriptor.what());
    }
  }

  /// Maps the values of a mappable array, each at a multiple of 8 bytes.
  ///
  /// @return owned by the caller
  /// @throws KernelException if the kernel refuses
  public Mapping mapValues(Mapping.Access access) {
    return Mapping.of(descriptor, 0, slotBytes() * spec.maxEntries(), access);
  }

  @Override
  public void close() {
    descriptor.close();
  }

  @Override
  public String toString() {
    return "%s %s".formatted(spec.type(), descriptor);
  }

  private long slotBytes() {
    return (spec.valueBytes() + SLOT_BYTES - 1) / SLOT_BYTES * SLOT_BYTES;
  }

  private boolean found(BpfCommand command, MemorySegment key, MemorySegment value) {
    var result = call(command, key, value);
    if (result == -Errno.ENOENT.number()) {
      return false;
    }
    if (result < 0) {
      throw Bpf.refusal(command, descriptor.what(), result);
    }
    return true;
  }

  private int call(BpfCommand command, MemorySegment key, MemorySegment value) {
    try (var arena = Arena.ofConfined()) {
      var attributes =
          ELEMENT
              .allocate(arena)
              .set("map_fd", descriptor.number())
              .set("key", key)
              .set("value", value);
      return Bpf.call(command, attributes.segment());
    }
  }

  private void requireKey(MemorySegment key) {
    requireNative(key, spec.keyBytes(), "key");
  }

  private void requireValue(MemorySegment value) {
    requireNative(value, bufferBytes(), "value");
  }

  /// The kernel copies by the map's sizes: a shorter segment would be overrun.
  private void requireNative(MemorySegment segment, long bytes, String role) {
    if (!segment.isNative() || segment.byteSize() < bytes) {
      throw new IllegalArgumentException(
          "%s of map %s: %s, not native memory of %d bytes"
              .formatted(role, spec.name(), segment, bytes));
    }
  }

  private static List<Byte> content(MemorySegment segment) {
    return segment.elements(JAVA_BYTE).map(e -> e.get(JAVA_BYTE, 0)).toList();
  }

  private static KernelException refusal(MapSpec spec, int result) {
    var subject = "map " + spec.name();
    if (spec.type() == MapType.RING_BUFFER && result == -Errno.EINVAL.number()) {
      return new KernelException(
          "bpf(BPF_MAP_CREATE)",
          subject,
          Errno.EINVAL,
          "%d bytes are no multiple of the page size, or the kernel is older than 5.8"
              .formatted(spec.maxEntries()));
    }
    return Bpf.refusal(BpfCommand.BPF_MAP_CREATE, subject, result);
  }
}
