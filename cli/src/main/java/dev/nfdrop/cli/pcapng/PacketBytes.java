package dev.nfdrop.cli.pcapng;

import java.lang.foreign.MemorySegment;

/// The bytes of a packet, in which others may be inserted.
///
/// @param memory read while it is written, not kept
/// @param start where in `memory` the packet's bytes begin
/// @param length how many of them there are
/// @param inserted what belongs between them
/// @param insertAt in front of which byte
/// @param original the length of the whole packet, of which these may be the first bytes only
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PacketBytes(
    MemorySegment memory, long start, int length, byte[] inserted, int insertAt, int original) {

  int captured() {
    return length + inserted.length;
  }

  void appendTo(BlockBuffer block) {
    block.bytes(memory, start, insertAt);
    block.bytes(inserted, 0, inserted.length);
    block.bytes(memory, start + insertAt, length - insertAt);
  }
}
