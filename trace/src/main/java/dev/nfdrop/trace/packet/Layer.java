package dev.nfdrop.trace.packet;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// One header of a packet. Numbers are unsigned and in host byte order.
public sealed interface Layer {
  /// The header that names the two ends of an IP packet.
  sealed interface Network extends Layer {
    IpAddress source();

    IpAddress destination();
  }

  /// What an IP packet carries.
  sealed interface Transport extends Layer {
    /// The number of the protocol, as in `/etc/protocols`.
    int protocol();
  }

  /// `struct ethhdr`, include/uapi/linux/if_ether.h.
  ///
  /// @param etherType the type; below 0x600 the length of an 802.3 frame
  record Ethernet(MacAddress source, MacAddress destination, int etherType) implements Layer {}

  /// An 802.1Q or 802.1ad tag.
  ///
  /// @param control the tag control information: priority, drop-eligible bit and identifier
  /// @param offloaded whether the tag was in `skb->vlan_tci` instead of in the frame
  record Vlan(int control, boolean offloaded) implements Layer {
    private static final int PRIORITY_SHIFT = 13;
    private static final int DROP_ELIGIBLE = 0x1000;
    private static final int ID_MASK = 0xfff;

    /// The priority code point, 0 to 7.
    public int priority() {
      return control >>> PRIORITY_SHIFT & 0x7;
    }

    public boolean dropEligible() {
      return (control & DROP_ELIGIBLE) != 0;
    }

    /// The VLAN identifier, 0 to 4095.
    public int id() {
      return control & ID_MASK;
    }
  }

  /// ARP for IPv4 (RFC 826). Hardware addresses are there where they are Ethernet's.
  record Arp(
      int operation,
      Optional<MacAddress> senderHardware,
      Ipv4Address sender,
      Optional<MacAddress> targetHardware,
      Ipv4Address target)
      implements Layer {}

  /// `struct iphdr`, include/uapi/linux/ip.h.
  ///
  /// @param headerLength in bytes, options included
  /// @param totalLength in bytes as the header says; 0 in a GSO packet of more than 64 KiB
  record Ipv4(
      Ipv4Address source,
      Ipv4Address destination,
      int headerLength,
      int typeOfService,
      int totalLength,
      int identification,
      boolean dontFragment,
      int timeToLive,
      int protocol)
      implements Network {}

  /// `struct ipv6hdr`, include/uapi/linux/ipv6.h.
  ///
  /// @param payloadLength in bytes as the header says; 0 in a jumbogram
  /// @param nextHeader the protocol, or the kind of the first extension header
  record Ipv6(
      Ipv6Address source,
      Ipv6Address destination,
      int trafficClass,
      int flowLabel,
      int payloadLength,
      int nextHeader,
      int hopLimit)
      implements Network {}

  /// An IPv6 extension header other than the fragment header.
  ///
  /// @param kind its protocol number
  /// @param length in bytes
  record Ipv6Extension(int kind, int length) implements Layer {}

  /// Says that the packet is one fragment of a larger one; IPv4 keeps this in its own header.
  ///
  /// @param offset of the payload in the whole packet's, in bytes
  /// @param more whether another fragment follows
  record Fragment(long identification, int offset, boolean more) implements Layer {}

  /// `struct tcphdr`, include/uapi/linux/tcp.h.
  ///
  /// @param flags the flag bits, FIN lowest; {@link TcpFlag} names them
  /// @param headerLength in bytes, options included
  record Tcp(
      int sourcePort,
      int destinationPort,
      long sequence,
      long acknowledgment,
      int headerLength,
      int flags,
      int window)
      implements Transport {
    @Override
    public int protocol() {
      return IpProtocol.TCP;
    }
  }

  /// `struct udphdr`, include/uapi/linux/udp.h; also UDP-Lite's.
  ///
  /// @param length in bytes, header included; 0 in a jumbogram
  record Udp(int protocol, int sourcePort, int destinationPort, int length) implements Transport {}

  /// `struct sctphdr`, include/linux/sctp.h.
  ///
  /// @param chunk type of the first chunk, where it was captured; {@link SctpChunk} names it
  record Sctp(int sourcePort, int destinationPort, long verificationTag, OptionalInt chunk)
      implements Transport {
    @Override
    public int protocol() {
      return IpProtocol.SCTP;
    }
  }

  /// `struct icmphdr`, include/uapi/linux/icmp.h.
  record Icmp(int type, int code, IcmpBody body) implements Transport {
    @Override
    public int protocol() {
      return IpProtocol.ICMP;
    }
  }

  /// `struct icmp6hdr`, include/uapi/linux/icmpv6.h.
  record Icmpv6(int type, int code, IcmpBody body) implements Transport {
    @Override
    public int protocol() {
      return IpProtocol.ICMPV6;
    }
  }

  /// The ports of a transport header whose rest is not there.
  record Ports(int protocol, int sourcePort, int destinationPort) implements Transport {}

  /// The packet that this one carries. The layer before it is the outer packet's transport.
  ///
  /// @param id VXLAN's or GENEVE's network identifier, GRE's key
  /// @param packet from its first header on; its length counts from its network header
  record Tunnel(TunnelType type, OptionalLong id, Packet packet) implements Layer {}

  /// A payload that was not decoded: a protocol that is not known here, a later fragment, or
  /// nothing of its header was captured.
  record Opaque(int protocol) implements Transport {}
}
