package dev.nfdrop.ebpf.map;

import dev.nfdrop.ebpf.sys.Bpf;

/// What a map is to be; plain data.
///
/// @param name 1 to 15 letters, digits, `_` or `.`; programs refer to the map by it
/// @param type the kind
/// @param keyBytes size of a key; 4 for arrays, 0 for ring buffers
/// @param valueBytes size of a value, of one CPU's for per-CPU maps; 0 for ring buffers
/// @param maxEntries entries at most; for ring buffers the bytes of data
/// @param mappable whether user space can map the values of an array into its memory; since 5.5
public record MapSpec(
    String name, MapType type, int keyBytes, int valueBytes, int maxEntries, boolean mappable) {

  public MapSpec {
    Bpf.requireObjectName(name);
    var sized = type != MapType.RING_BUFFER;
    if (sized ? keyBytes < 1 || valueBytes < 1 : keyBytes != 0 || valueBytes != 0) {
      throw new IllegalArgumentException(
          "%s %s with keys of %d and values of %d bytes"
              .formatted(type, name, keyBytes, valueBytes));
    }
    if (type.isArray() && keyBytes != Integer.BYTES) {
      throw new IllegalArgumentException(
          "%s %s with keys of %d bytes, not 4".formatted(type, name, keyBytes));
    }
    if (maxEntries < 1 || (!sized && Integer.bitCount(maxEntries) != 1)) {
      throw new IllegalArgumentException("%s %s of size %d".formatted(type, name, maxEntries));
    }
    if (mappable && type != MapType.ARRAY) {
      throw new IllegalArgumentException("%s %s cannot be mapped".formatted(type, name));
    }
  }

  /// An array, all zeros at first, with indices from 0.
  public static MapSpec array(String name, int valueBytes, int entries) {
    return new MapSpec(name, MapType.ARRAY, Integer.BYTES, valueBytes, entries, false);
  }

  /// An array whose values user space can map into its memory. Since 5.5.
  public static MapSpec mappableArray(String name, int valueBytes, int entries) {
    return new MapSpec(name, MapType.ARRAY, Integer.BYTES, valueBytes, entries, true);
  }

  /// An array of which each CPU has its own.
  public static MapSpec perCpuArray(String name, int valueBytes, int entries) {
    return new MapSpec(name, MapType.PER_CPU_ARRAY, Integer.BYTES, valueBytes, entries, false);
  }

  /// A hash table.
  public static MapSpec hash(String name, int keyBytes, int valueBytes, int maxEntries) {
    return new MapSpec(name, MapType.HASH, keyBytes, valueBytes, maxEntries, false);
  }

  /// A hash table with common keys and a value for each CPU.
  public static MapSpec perCpuHash(String name, int keyBytes, int valueBytes, int maxEntries) {
    return new MapSpec(name, MapType.PER_CPU_HASH, keyBytes, valueBytes, maxEntries, false);
  }

  /// A hash table that forgets.
  public static MapSpec lruHash(String name, int keyBytes, int valueBytes, int maxEntries) {
    return new MapSpec(name, MapType.LRU_HASH, keyBytes, valueBytes, maxEntries, false);
  }

  /// A ring buffer.
  ///
  /// @param dataBytes a power of two and a multiple of the page size, which is up to 64 KiB
  public static MapSpec ringBuffer(String name, int dataBytes) {
    return new MapSpec(name, MapType.RING_BUFFER, 0, 0, dataBytes, false);
  }

  /// Makes the map.
  ///
  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel refuses
  public BpfMap create() {
    return BpfMap.create(this);
  }
}
