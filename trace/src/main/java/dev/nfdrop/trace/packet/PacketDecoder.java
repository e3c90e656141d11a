package dev.nfdrop.trace.packet;

import java.util.Optional;

/// Decodes captured bytes: Ethernet, VLAN tags, then ARP or IP.
///
/// It never throws and never reads outside the captured bytes, whatever they and the offsets hold.
/// `skb->protocol` decides what the network header is; the frame's own type only where the packet
/// has no network header.
public final class PacketDecoder {
  static final int ETHERNET_HEADER = 14;
  private static final int ETHERNET_TYPE = 12;
  private static final int VLAN_TAG = 4;
  private static final int MOST_VLAN_TAGS = 4;
  private static final int ARP_FIXED = 8;
  private static final int ARP_PLAIN = 28;
  private static final int MAC_LENGTH = 6;
  private static final int IPV4_LENGTH = 4;

  private final CapturedPacket captured;
  private final Decoding out = Decoding.ofPacket();

  private PacketDecoder(CapturedPacket captured) {
    this.captured = captured;
  }

  /// Decodes a packet as far as its bytes allow.
  public static Packet decode(CapturedPacket captured) {
    return new PacketDecoder(captured).decode();
  }

  private Packet decode() {
    int type = captured.protocol();
    int offset = captured.networkOffset();
    if (captured.hasEthernet()) {
      var frame = Window.of(captured, captured.macOffset());
      if (out.require(frame, ETHERNET_HEADER, "Ethernet header")) {
        out.add(ethernet(frame));
        offloadedVlan();
        int tags = vlanTags(frame);
        if (offset < 0) {
          offset = captured.macOffset() + ETHERNET_HEADER + tags * VLAN_TAG;
          type = frame.u16(ETHERNET_TYPE + tags * VLAN_TAG);
        }
      }
    } else {
      offloadedVlan();
    }
    if (offset >= 0) {
      network(type, Window.of(captured, offset));
    }
    return out.finish(captured.length());
  }

  private static Layer ethernet(Window frame) {
    return new Layer.Ethernet(
        new MacAddress(frame.u48(MAC_LENGTH)),
        new MacAddress(frame.u48(0)),
        frame.u16(ETHERNET_TYPE));
  }

  private void offloadedVlan() {
    if (captured.vlan().present()) {
      out.add(new Layer.Vlan(captured.vlan().control() & 0xffff, true));
    }
  }

  /// Adds the tags between the addresses and the network header, and returns how many there are.
  private int vlanTags(Window frame) {
    int headers =
        captured.networkOffset() < 0
            ? Integer.MAX_VALUE
            : captured.networkOffset() - captured.macOffset();
    int tags = 0;
    int end = ETHERNET_HEADER + VLAN_TAG;
    while (tags < MOST_VLAN_TAGS
        && end <= headers
        && frame.has(end)
        && EtherType.isVlan(frame.u16(end - VLAN_TAG - 2))) {
      out.add(new Layer.Vlan(frame.u16(end - VLAN_TAG), false));
      tags++;
      end += VLAN_TAG;
    }
    return tags;
  }

  private void network(int type, Window packet) {
    switch (type) {
      case EtherType.IPV4 -> IpDecoder.ipv4(out, packet);
      case EtherType.IPV6 -> IpDecoder.ipv6(out, packet);
      case EtherType.ARP -> arp(packet);
      case EtherType.VLAN, EtherType.SERVICE_VLAN -> tagged(packet);
      default -> {}
    }
  }

  /// A frame whose network header is still its tag: on a bridge that leaves tags in the frame.
  private void tagged(Window packet) {
    var rest = packet;
    for (int tags = 1; out.require(rest, VLAN_TAG, "VLAN tag"); tags++) {
      out.add(new Layer.Vlan(rest.u16(0), false));
      int type = rest.u16(2);
      rest = rest.after(VLAN_TAG);
      if (!EtherType.isVlan(type)) {
        network(type, rest);
        return;
      }
      if (tags == MOST_VLAN_TAGS) {
        out.malformed("more than " + MOST_VLAN_TAGS + " VLAN tags");
        return;
      }
    }
  }

  /// `struct arphdr`, include/uapi/linux/if_arp.h, and the addresses that follow it.
  private void arp(Window packet) {
    if (!out.require(packet, ARP_FIXED, "ARP header")) {
      return;
    }
    int hardwareLength = packet.u8(4);
    int protocolLength = packet.u8(5);
    if (packet.u16(2) != EtherType.IPV4 || protocolLength != IPV4_LENGTH) {
      out.malformed("ARP protocol address length " + protocolLength + ", not IPv4's 4");
      return;
    }
    int size = ARP_FIXED + 2 * (hardwareLength + IPV4_LENGTH);
    if (!out.require(packet, size, "ARP")) {
      return;
    }
    int target = ARP_FIXED + hardwareLength + IPV4_LENGTH;
    out.add(
        new Layer.Arp(
            packet.u16(6),
            hardware(packet, size, ARP_FIXED),
            new Ipv4Address(packet.i32(ARP_FIXED + hardwareLength)),
            hardware(packet, size, target),
            new Ipv4Address(packet.i32(target + hardwareLength))));
  }

  private static Optional<MacAddress> hardware(Window packet, int size, int offset) {
    return size == ARP_PLAIN ? Optional.of(new MacAddress(packet.u48(offset))) : Optional.empty();
  }
}
