package dev.nfdrop.ebpf.map;

/// Kinds of maps: `enum bpf_map_type`, include/uapi/linux/bpf.h.
public enum MapType {
  HASH(1),
  ARRAY(2),
  PER_CPU_HASH(5),
  PER_CPU_ARRAY(6),
  /// Forgets the entries that were used least when it is full.
  LRU_HASH(9),
  /// Since 5.8.
  RING_BUFFER(27);

  private final int number;

  MapType(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /// Whether each CPU has a value of its own.
  public boolean isPerCpu() {
    return this == PER_CPU_HASH || this == PER_CPU_ARRAY;
  }

  boolean isArray() {
    return this == ARRAY || this == PER_CPU_ARRAY;
  }
}
