package dev.nfdrop.cli.capture;

import dev.nfdrop.cli.pcapng.LinkType;
import dev.nfdrop.cli.pcapng.PacketBytes;
import dev.nfdrop.cli.sink.IllegalJsonException;
import dev.nfdrop.cli.sink.JsonObject;
import dev.nfdrop.trace.packet.CapturedPacket;
import dev.nfdrop.trace.packet.CapturedPacket.OffloadedVlan;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.OptionalInt;
import tools.jackson.core.JsonGenerator;

/// How a captured packet lies in the bytes of its block: all that has to be known to decode it from
/// there as it was decoded from the kernel's memory.
///
/// An Ethernet frame gets the VLAN tag back that the device took out, as tcpdump does it. Without
/// an Ethernet header the bytes begin with the network header; what is not IP gets the header of a
/// cooked capture, which tells the protocol.
///
/// @param link what the bytes begin with
/// @param protocol `skb->protocol`: an Ethernet type
/// @param network where the network header is, counted as in [CapturedPacket] from the first byte
///   that is not put in here; empty where there is none
/// @param data where `skb->data` is, counted in the same way
/// @param vlan the tag that was put back, or could not be
/// @param length `skb->len`, where it is known
record FrameLayout(
    LinkType link,
    int protocol,
    OptionalInt network,
    int data,
    OffloadedVlan vlan,
    OptionalInt length) {
  private static final int IPV4 = 0x0800;
  private static final int IPV6 = 0x86dd;

  /// Where a tag belongs: behind the two addresses.
  private static final int TAG_AT = 12;

  private static final int TAG = 4;

  /// `LINKTYPE_LINUX_SLL2`: protocol, reserved, interface, `ARPHRD_`, packet type, address length
  /// and 8 bytes of address.
  private static final int COOKED = 20;

  private static final short ARPHRD_NONE = (short) 0xfffe;
  private static final byte PACKET_OUTGOING = 4;
  private static final byte PACKET_HOST = 0;
  private static final byte[] NOTHING = {};

  static FrameLayout of(CapturedPacket packet) {
    var link = link(packet);
    int skipped = skipped(packet, link);
    return new FrameLayout(
        link,
        packet.protocol(),
        packet.networkOffset() < 0
            ? OptionalInt.empty()
            : OptionalInt.of(packet.networkOffset() - skipped),
        packet.dataOffset() - skipped,
        packet.vlan().present() ? packet.vlan() : OffloadedVlan.NONE,
        packet.length() == CapturedPacket.UNSET
            ? OptionalInt.empty()
            : OptionalInt.of(packet.length()));
  }

  private static LinkType link(CapturedPacket packet) {
    if (packet.hasEthernet()) {
      return LinkType.ETHERNET;
    }
    return packet.protocol() == IPV4 || packet.protocol() == IPV6
        ? LinkType.RAW
        : LinkType.LINUX_SLL2;
  }

  /// What is in front of the first header.
  private static int skipped(CapturedPacket packet, LinkType link) {
    return link == LinkType.ETHERNET ? packet.macOffset() : Math.max(packet.networkOffset(), 0);
  }

  /// The bytes of the packet that this is the layout of.
  ///
  /// @param ifIndex of the packet's interface, 0 where there is none
  PacketBytes bytes(CapturedPacket packet, int ifIndex, boolean outgoing) {
    int skipped = Math.min(skipped(packet, link), packet.captured());
    int captured = packet.captured() - skipped;
    var inserted = inserted(captured, ifIndex, outgoing);
    long original = length.isPresent() ? (long) data + length.getAsInt() : captured;
    return new PacketBytes(
        packet.bytes(),
        packet.start() + skipped,
        captured,
        inserted,
        link == LinkType.ETHERNET ? Math.min(TAG_AT, captured) : 0,
        Math.clamp(original, captured, Integer.MAX_VALUE - COOKED) + inserted.length);
  }

  private byte[] inserted(int captured, int ifIndex, boolean outgoing) {
    return switch (link) {
      case ETHERNET ->
          vlan.present() && captured >= TAG_AT
              ? ByteBuffer.allocate(TAG)
                  .putShort((short) vlan.protocol())
                  .putShort((short) vlan.control())
                  .array()
              : NOTHING;
      case RAW -> NOTHING;
      case LINUX_SLL2 ->
          ByteBuffer.allocate(COOKED)
              .putShort((short) protocol)
              .putShort((short) 0)
              .putInt(ifIndex)
              .putShort(ARPHRD_NONE)
              .put(outgoing ? PACKET_OUTGOING : PACKET_HOST)
              .array();
    };
  }

  /// The packet in the bytes of a block.
  CapturedPacket packet(byte[] frame) {
    var bytes = withoutInserted(frame);
    return new CapturedPacket(
        MemorySegment.ofArray(bytes),
        0,
        bytes.length,
        protocol,
        link == LinkType.ETHERNET ? 0 : CapturedPacket.UNSET,
        network.orElse(CapturedPacket.UNSET),
        data,
        vlan,
        length.orElse(CapturedPacket.UNSET));
  }

  private byte[] withoutInserted(byte[] frame) {
    return switch (link) {
      case ETHERNET ->
          vlan.present() && frame.length >= TAG_AT ? without(frame, TAG_AT, TAG) : frame;
      case RAW -> frame;
      case LINUX_SLL2 -> without(frame, 0, COOKED);
    };
  }

  private static byte[] without(byte[] frame, int start, int length) {
    int end = Math.min(start + length, frame.length);
    return ByteBuffer.allocate(frame.length - (end - start))
        .put(frame, 0, start)
        .put(frame, end, frame.length - end)
        .array();
  }

  /// Writes it as the member `capture`.
  void write(JsonGenerator json) {
    json.writeObjectPropertyStart("capture");
    json.writeNumberProperty("link", link.number());
    json.writeNumberProperty("protocol", protocol);
    if (network.isPresent()) {
      json.writeNumberProperty("network", network.getAsInt());
    }
    json.writeNumberProperty("data", data);
    if (vlan.present()) {
      json.writeObjectPropertyStart("vlan");
      json.writeNumberProperty("protocol", vlan.protocol());
      json.writeNumberProperty("control", vlan.control());
      json.writeEndObject();
    }
    if (length.isPresent()) {
      json.writeNumberProperty("len", length.getAsInt());
    }
    json.writeEndObject();
  }

  /// The layout in the member `capture`.
  static FrameLayout read(JsonObject record) {
    var object = record.object("capture");
    return new FrameLayout(
        LinkType.of(object.integer("link"))
            .orElseThrow(() -> new IllegalJsonException("\"link\" is not known")),
        object.integer("protocol"),
        object.optionalInteger("network"),
        object.integer("data"),
        object
            .optionalObject("vlan")
            .map(tag -> new OffloadedVlan(true, tag.integer("protocol"), tag.integer("control")))
            .orElse(OffloadedVlan.NONE),
        object.optionalInteger("len"));
  }
}
