package dev.nfdrop.ebpf.ringbuf;

import java.lang.foreign.MemorySegment;

/// Takes records out of a ring buffer.
@FunctionalInterface
public interface RecordConsumer {
  /// Takes one record, which is in one piece, and there only during the call.
  ///
  /// @param data the whole data area, the same segment each time, read-only
  /// @param offset where the record starts, a multiple of 8
  /// @param length its length in bytes
  void accept(MemorySegment data, long offset, int length);
}
