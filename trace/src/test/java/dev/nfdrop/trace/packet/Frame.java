package dev.nfdrop.trace.packet;

import dev.nfdrop.trace.packet.CapturedPacket.OffloadedVlan;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A whole Ethernet frame and what the kernel would know about it.
///
/// @param protocol the type of what follows Ethernet header and tags
/// @param networkOffset where that begins
record Frame(MemorySegment bytes, int protocol, int networkOffset) {
  static Frame of(byte[] bytes, int protocol, int networkOffset) {
    return new Frame(MemorySegment.ofArray(bytes), protocol, networkOffset);
  }

  int length() {
    return (int) bytes.byteSize();
  }

  byte[] toArray() {
    return bytes.toArray(ValueLayout.JAVA_BYTE);
  }

  /// As the kernel hands it to a hook: data begins at the network header.
  Packet decode() {
    return PacketDecoder.decode(captured(bytes, 0, length()));
  }

  CapturedPacket captured(MemorySegment memory, long start, int count) {
    return new CapturedPacket(
        memory,
        start,
        count,
        protocol,
        0,
        networkOffset,
        networkOffset,
        OffloadedVlan.NONE,
        length() - networkOffset);
  }
}
