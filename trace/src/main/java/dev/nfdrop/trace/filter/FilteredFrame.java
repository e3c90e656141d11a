package dev.nfdrop.trace.filter;

import dev.nfdrop.trace.packet.CapturedPacket;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.OptionalInt;

/// The Ethernet frame that a filter is run over. The engines' programs make the same in the kernel.
///
/// A packet whose Ethernet header stands right before its network header is taken as it is. Any
/// other gets a header as the loopback device has it: no addresses, and the packet's protocol.
///
/// @param bytes the first ones, as far as they are known
/// @param length of the whole frame, where it is known
@SuppressWarnings("ArrayRecordComponent") // read only, by one class
public record FilteredFrame(byte[] bytes, OptionalInt length) {
  /// What a filter can read of a frame.
  public static final int MOST_BYTES = 512;

  /// Destination and source, before the type or a tag.
  public static final int ADDRESSES_BYTES = 12;

  public static final int TAG_BYTES = 4;

  /// `ETH_HLEN`, include/uapi/linux/if_ether.h.
  public static final int HEADER_BYTES = ADDRESSES_BYTES + Short.BYTES;

  /// Types for a packet of which the kernel has noted none, by its IP version.
  public static final int IPV4 = 0x0800;

  public static final int IPV6 = 0x86dd;

  /// `ETH_P_8021Q`.
  private static final short CUSTOMER_TAG = (short) 0x8100;

  /// @param withTag whether a tag that the device took out is put back
  static FilteredFrame of(CapturedPacket packet, boolean withTag) {
    var header = ByteBuffer.allocate(HEADER_BYTES + TAG_BYTES);
    var network = Math.clamp(packet.networkOffset(), 0, packet.captured());
    var link = network - HEADER_BYTES;
    var hasLink = packet.macOffset() >= 0 && packet.macOffset() == link;
    var addresses = hasLink ? bytes(packet, link, ADDRESSES_BYTES) : new byte[ADDRESSES_BYTES];
    header.put(addresses);
    if (withTag && packet.vlan().present()) {
      header.putShort(CUSTOMER_TAG).putShort((short) packet.vlan().control());
    }
    if (hasLink) {
      header.put(bytes(packet, link + ADDRESSES_BYTES, Short.BYTES));
    } else {
      header.putShort((short) protocol(packet, network));
    }
    var rest = Math.min(packet.captured() - network, MOST_BYTES - header.position());
    var bytes =
        ByteBuffer.allocate(header.position() + rest)
            .put(header.flip())
            .put(bytes(packet, network, rest))
            .array();
    return new FilteredFrame(bytes, length(packet, header.limit()));
  }

  private static int protocol(CapturedPacket packet, int network) {
    if (packet.protocol() != 0 || network == packet.captured()) {
      return packet.protocol();
    }
    return switch (bytes(packet, network, 1)[0] >> 4 & 0xf) {
      case 4 -> IPV4;
      case 6 -> IPV6;
      default -> 0;
    };
  }

  private static byte[] bytes(CapturedPacket packet, int offset, int count) {
    var bytes = new byte[count];
    MemorySegment.copy(
        packet.bytes(), ValueLayout.JAVA_BYTE, packet.start() + offset, bytes, 0, count);
    return bytes;
  }

  /// `skb->len` counts from `skb->data` on.
  private static OptionalInt length(CapturedPacket packet, int header) {
    return packet.length() == CapturedPacket.UNSET
        ? OptionalInt.empty()
        : OptionalInt.of(packet.length() + packet.dataOffset() - packet.networkOffset() + header);
  }
}
