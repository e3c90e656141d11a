package dev.nfdrop.trace.nftrace;

import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.Hook;
import dev.nfdrop.nftables.netlink.TraceMessage.Device;
import dev.nfdrop.nftables.netlink.TraceMessage.TracedPacket;
import dev.nfdrop.trace.packet.CapturedPacket;
import dev.nfdrop.trace.packet.CapturedPacket.OffloadedVlan;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// A packet put together from the headers that a trace message carries.
///
/// The kernel cuts them off, and does not say how far the transport header is from the network
/// header: it is taken where the network header itself says that it comes next.
final class Headers {
  private static final int ETHERNET = 14;
  private static final int ETHERNET_TYPE = 12;

  /// `struct vlan_ethhdr`: how the kernel shows a tag that the device took out of the frame. One
  /// that is still in the frame lies behind the network header's offset.
  private static final int TAGGED_ETHERNET = 18;

  private static final int TAG = 14;
  private static final int TAGGED_TYPE = 16;

  /// `ARPHRD_ETHER` and `ARPHRD_LOOPBACK`, include/uapi/linux/if_arp.h.
  private static final Set<Integer> WITH_ETHERNET = Set.of(1, 772);

  /// Include/uapi/linux/if_ether.h.
  private static final int IPV4 = 0x0800;

  private static final int ARP = 0x0806;
  private static final int IPV6 = 0x86dd;

  private static final int IPV4_HEADER = 20;
  private static final int IPV4_LENGTH = 2;
  private static final int IPV6_HEADER = 40;
  private static final int IPV6_LENGTH = 4;
  private static final int IPV6_NEXT = 6;

  /// Headers that may stand before the transport header: `ipv6_ext_hdr()`, net/ipv6/exthdrs_core.c.
  private static final Set<Integer> IPV6_EXTENSIONS = Set.of(0, 43, 44, 51, 59, 60);

  private final TracedPacket packet;
  private final ByteBuffer network;
  private final byte[] ethernet;
  private final OffloadedVlan vlan;
  private final int protocol;

  Headers(TracedPacket packet) {
    this.packet = packet;
    this.network = packet.network();
    var link = packet.link();
    if (!hasEthernet()) {
      ethernet = new byte[0];
      vlan = OffloadedVlan.NONE;
    } else if (link.capacity() == TAGGED_ETHERNET) {
      ethernet = new byte[ETHERNET];
      link.get(0, ethernet, 0, ETHERNET_TYPE);
      link.get(TAGGED_TYPE, ethernet, ETHERNET_TYPE, Short.BYTES);
      vlan =
          new OffloadedVlan(
              true,
              Short.toUnsignedInt(link.getShort(ETHERNET_TYPE)),
              Short.toUnsignedInt(link.getShort(TAG)));
    } else {
      ethernet = bytes(link);
      vlan = OffloadedVlan.NONE;
    }
    protocol = protocol();
  }

  /// The packet, with the length that it has at the hook if that is known.
  CapturedPacket captured(OptionalInt length) {
    var transport = transportIsNext() ? packet.transport() : ByteBuffer.allocate(0);
    var bytes =
        ByteBuffer.allocate(ethernet.length + network.capacity() + transport.capacity())
            .put(ethernet)
            .put(bytes(network))
            .put(bytes(transport))
            .array();
    return new CapturedPacket(
        MemorySegment.ofArray(bytes),
        0,
        bytes.length,
        protocol,
        ethernet.length == 0 ? CapturedPacket.UNSET : 0,
        ethernet.length,
        ethernet.length,
        vlan,
        length.orElse(CapturedPacket.UNSET));
  }

  /// What the IP header says, where the kernel holds `skb->len` to it: at the hooks of IP, not at
  /// those of a device or a bridge.
  OptionalInt length(Family family, Hook hook) {
    var atIp =
        switch (family) {
          case IP, IP6, INET -> hook != Hook.INGRESS;
          case ARP, BRIDGE, NETDEV -> false;
        };
    if (!atIp) {
      return OptionalInt.empty();
    }
    if (protocol == IPV4 && network.capacity() >= IPV4_HEADER) {
      return positive(Short.toUnsignedInt(network.getShort(IPV4_LENGTH)), 0);
    }
    return protocol == IPV6 && network.capacity() >= IPV6_HEADER
        ? positive(Short.toUnsignedInt(network.getShort(IPV6_LENGTH)), IPV6_HEADER)
        : OptionalInt.empty();
  }

  /// Zero stands for more than the field can hold.
  private static OptionalInt positive(int field, int header) {
    return field == 0 ? OptionalInt.empty() : OptionalInt.of(field + header);
  }

  private static byte[] bytes(ByteBuffer view) {
    var bytes = new byte[view.capacity()];
    view.get(0, bytes);
    return bytes;
  }

  private boolean hasEthernet() {
    var type = packet.in().or(packet::out).map(Device::type).orElse(OptionalInt.empty());
    return packet.link().capacity() >= ETHERNET
        && type.isPresent()
        && WITH_ETHERNET.contains(type.getAsInt());
  }

  private int protocol() {
    return Family.of(packet.protocolFamily())
        .flatMap(Headers::protocolOf)
        .orElseGet(() ->
            ethernet.length == 0
                ? 0
                : Short.toUnsignedInt(
                    ByteBuffer.wrap(ethernet).getShort(ethernet.length - Short.BYTES)));
  }

  private static Optional<Integer> protocolOf(Family family) {
    return switch (family) {
      case IP -> Optional.of(IPV4);
      case IP6 -> Optional.of(IPV6);
      case ARP -> Optional.of(ARP);
      case INET, BRIDGE, NETDEV -> Optional.empty();
    };
  }

  private boolean transportIsNext() {
    return switch (protocol) {
      case IPV4 ->
          network.capacity() >= IPV4_HEADER
              && (network.get(0) & 0xf) * Integer.BYTES == network.capacity();
      case IPV6 ->
          network.capacity() == IPV6_HEADER
              && !IPV6_EXTENSIONS.contains(Byte.toUnsignedInt(network.get(IPV6_NEXT)));
      default -> false;
    };
  }
}
