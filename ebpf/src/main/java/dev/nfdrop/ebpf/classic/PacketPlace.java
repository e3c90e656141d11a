package dev.nfdrop.ebpf.classic;

import dev.nfdrop.ebpf.asm.Register;

/// Where an eBPF program keeps the packet for a translated filter: in the value of a map.
///
/// @param memory holds the address of the memory; R6 to R9, as the other two
/// @param cells offset of the 64 bytes in which the filter keeps what it remembers
/// @param bytes offset of the packet's first byte
/// @param capacity bytes that there is room for; up to 16 KiB
/// @param present holds how many bytes of the packet are there, never more than the capacity
/// @param length holds the packet's length, up to 32 bits
public record PacketPlace(
    Register memory, int cells, int bytes, int capacity, Register present, Register length) {
  /// What the filter's cells take, in bytes.
  public static final int CELLS_BYTES = ClassicProgram.CELLS * Integer.BYTES;

  /// Far below what an instruction's displacement can say.
  private static final int MOST_BYTES = 1 << 14;

  public PacketPlace {
    if (cells < 0 || bytes < Integer.BYTES || capacity < 1 || capacity > MOST_BYTES) {
      throw new IllegalArgumentException(
          "cells at %d, packet at %d, capacity %d".formatted(cells, bytes, capacity));
    }
  }
}
