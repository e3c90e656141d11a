package dev.nfdrop.trace.packet;

import java.util.OptionalLong;

/// Decodes the packet that a tunnel carries, one level deep.
///
/// Headers that these protocols have, but that are not known here, are left alone: then there is
/// just the outer packet.
final class TunnelDecoder {
  /// The ports that IANA assigned; a tunnel at another port is a UDP packet like others.
  private static final int VXLAN_PORT = 4789;

  private static final int GENEVE_PORT = 6081;

  /// RFC 7348: flags, 24 bits reserved, 24 bits of identifier, 8 bits reserved.
  private static final int VXLAN_HEADER = 8;

  private static final int VXLAN_HAS_ID = 0x08;

  /// RFC 8926: version and length of the options, flags, type, identifier, options.
  private static final int GENEVE_HEADER = 8;

  private static final int GENEVE_OPTION_WORDS = 0x3f;

  /// RFC 2784 and RFC 2890: flags and version, type, then a word for each of three flags.
  private static final int GRE_HEADER = 4;

  private static final int GRE_CHECKSUM = 0x8000;
  private static final int GRE_ROUTING = 0x4000;
  private static final int GRE_KEY = 0x2000;
  private static final int GRE_SEQUENCE = 0x1000;
  private static final int GRE_VERSION = 0x7;
  private static final int WORD = 4;

  /// `ETH_P_TEB`: an Ethernet frame.
  private static final int FRAME = 0x6558;

  private final Decoding out;

  private TunnelDecoder(Decoding out) {
    this.out = out;
  }

  /// What a UDP packet to a tunnel's port carries.
  static void udp(Decoding out, int destinationPort, Window payload) {
    if (out.mayTunnel() && payload.length() > 0) {
      switch (destinationPort) {
        case VXLAN_PORT -> new TunnelDecoder(out).vxlan(payload);
        case GENEVE_PORT -> new TunnelDecoder(out).geneve(payload);
        default -> {}
      }
    }
  }

  /// What an IP packet of a tunnel's protocol carries.
  static void ip(Decoding out, int protocol, Window payload) {
    if (out.mayTunnel() && payload.length() > 0) {
      var tunnel = new TunnelDecoder(out);
      switch (protocol) {
        case IpProtocol.GRE -> tunnel.gre(payload);
        case IpProtocol.IPIP -> tunnel.bare(TunnelType.IPIP, EtherType.IPV4, payload);
        case IpProtocol.IPV6 -> tunnel.bare(TunnelType.SIT, EtherType.IPV6, payload);
        default -> {}
      }
    }
  }

  private void vxlan(Window payload) {
    if (out.require(payload, VXLAN_HEADER, "VXLAN header") && (payload.u8(0) & VXLAN_HAS_ID) != 0) {
      var id = OptionalLong.of(payload.u32(4) >>> Byte.SIZE);
      inner(TunnelType.VXLAN, id, FRAME, payload.after(VXLAN_HEADER));
    }
  }

  private void geneve(Window payload) {
    if (!out.require(payload, GENEVE_HEADER, "GENEVE header")) {
      return;
    }
    int version = payload.u8(0) >>> 6;
    int header = GENEVE_HEADER + (payload.u8(0) & GENEVE_OPTION_WORDS) * WORD;
    if (version == 0 && out.require(payload, header, "GENEVE options")) {
      var id = OptionalLong.of(payload.u32(4) >>> Byte.SIZE);
      inner(TunnelType.GENEVE, id, payload.u16(2), payload.after(header));
    }
  }

  private void gre(Window payload) {
    if (!out.require(payload, GRE_HEADER, "GRE header")) {
      return;
    }
    int flags = payload.u16(0);
    if ((flags & (GRE_ROUTING | GRE_VERSION)) != 0) {
      return;
    }
    int key = GRE_HEADER + words(flags, GRE_CHECKSUM);
    int header = key + words(flags, GRE_KEY) + words(flags, GRE_SEQUENCE);
    if (out.require(payload, header, "GRE header")) {
      var id = (flags & GRE_KEY) != 0 ? OptionalLong.of(payload.u32(key)) : OptionalLong.empty();
      inner(TunnelType.GRE, id, payload.u16(2), payload.after(header));
    }
  }

  private static int words(int flags, int flag) {
    return (flags & flag) != 0 ? WORD : 0;
  }

  private void bare(TunnelType inIpv4, int type, Window payload) {
    inner(out.isIpv6() ? TunnelType.IP6TNL : inIpv4, OptionalLong.empty(), type, payload);
  }

  /// Nothing is there in a keep-alive. A fragment ends before its packet does.
  private void inner(TunnelType tunnel, OptionalLong id, int type, Window carried) {
    boolean known = type == FRAME || type == EtherType.IPV4 || type == EtherType.IPV6;
    if (!known || carried.length() == 0) {
      return;
    }
    var inner = Decoding.ofTunnelled();
    var packet = out.isFragment() ? carried.withLength(Integer.MAX_VALUE) : carried;
    if (type == FRAME) {
      NetworkDecoder.frame(inner, packet);
    } else {
      NetworkDecoder.decode(inner, type, packet);
    }
    int link = type == FRAME ? NetworkDecoder.ETHERNET_HEADER : 0;
    int length = out.isFragment() ? CapturedPacket.UNSET : Math.max(carried.length() - link, 0);
    out.add(new Layer.Tunnel(tunnel, id, inner.finish(length)));
  }
}
