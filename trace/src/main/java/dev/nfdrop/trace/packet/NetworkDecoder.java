package dev.nfdrop.trace.packet;

import java.util.Optional;

/// Decodes what a link carries, by its Ethernet type: ARP, IP, and the tags before them.
final class NetworkDecoder {
  static final int ETHERNET_HEADER = 14;
  static final int VLAN_TAG = 4;
  static final int MOST_VLAN_TAGS = 4;

  private static final int ETHERNET_TYPE = 12;
  private static final int ARP_FIXED = 8;
  private static final int ARP_PLAIN = 28;
  private static final int MAC_LENGTH = 6;
  private static final int IPV4_LENGTH = 4;

  private NetworkDecoder() {}

  /// A whole Ethernet frame.
  static void frame(Decoding out, Window frame) {
    if (out.require(frame, ETHERNET_HEADER, "Ethernet header")) {
      out.add(ethernet(frame));
      decode(out, frame.u16(ETHERNET_TYPE), frame.after(ETHERNET_HEADER));
    }
  }

  static Layer ethernet(Window frame) {
    return new Layer.Ethernet(
        new MacAddress(frame.u48(MAC_LENGTH)),
        new MacAddress(frame.u48(0)),
        frame.u16(ETHERNET_TYPE));
  }

  static void decode(Decoding out, int type, Window packet) {
    switch (type) {
      case EtherType.IPV4 -> IpDecoder.ipv4(out, packet);
      case EtherType.IPV6 -> IpDecoder.ipv6(out, packet);
      case EtherType.ARP -> arp(out, packet);
      case EtherType.VLAN, EtherType.SERVICE_VLAN -> tagged(out, packet);
      default -> {}
    }
  }

  /// A frame whose network header is still its tag: on a bridge that leaves tags in the frame.
  private static void tagged(Decoding out, Window packet) {
    var rest = packet;
    for (int tags = 1; out.require(rest, VLAN_TAG, "VLAN tag"); tags++) {
      out.add(new Layer.Vlan(rest.u16(0), false));
      int type = rest.u16(2);
      rest = rest.after(VLAN_TAG);
      if (!EtherType.isVlan(type)) {
        decode(out, type, rest);
        return;
      }
      if (tags == MOST_VLAN_TAGS) {
        out.malformed("more than " + MOST_VLAN_TAGS + " VLAN tags");
        return;
      }
    }
  }

  /// `struct arphdr`, include/uapi/linux/if_arp.h, and the addresses that follow it.
  private static void arp(Decoding out, Window packet) {
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
