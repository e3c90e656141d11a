package dev.nfdrop.trace.packet;

/// Decodes IPv4 and IPv6 headers down to what they carry.
final class IpDecoder {
  private static final int IPV4_HEADER = 20;
  static final int IPV6_HEADER = 40;
  private static final int WORD = 4;

  private static final int DONT_FRAGMENT = 0x4000;
  private static final int MORE_FRAGMENTS = 0x2000;
  private static final int OFFSET_MASK = 0x1fff;

  /// Fragment offsets count in units of eight bytes, as do lengths of IPv6 extension headers.
  private static final int UNIT = 8;

  private static final int IPV6_FRAGMENT_OFFSET_MASK = 0xfff8;
  private static final int LARGEST_PAYLOAD = 0xffff;

  /// RFC 8200 has each kind once, destination options twice; more than this is an attack.
  private static final int MOST_EXTENSIONS = 16;

  private IpDecoder() {}

  static void ipv4(Decoding out, Window packet) {
    if (!out.require(packet, IPV4_HEADER, "IPv4 header")) {
      return;
    }
    int version = packet.u8(0) >>> 4;
    int headerLength = (packet.u8(0) & 0xf) * WORD;
    int totalLength = packet.u16(2);
    if (version != 4) {
      out.malformed("IP version " + version + " in an IPv4 packet");
      return;
    }
    var header = ipv4Header(packet, headerLength, totalLength);
    out.add(header);
    if (headerLength < IPV4_HEADER) {
      out.malformed("IPv4 header length " + headerLength + " < " + IPV4_HEADER);
    } else if (totalLength != 0 && totalLength < headerLength) {
      out.malformed("IPv4 total length " + totalLength + " < header length " + headerLength);
    } else if (headerLength > packet.length()) {
      out.require(packet, headerLength, "IPv4 header");
    } else {
      ipv4Payload(out, header, payloadOwner(out, packet, totalLength, "IPv4 total length "));
      return;
    }
    out.add(new Layer.Opaque(header.protocol()));
  }

  private static Layer.Ipv4 ipv4Header(Window packet, int headerLength, int totalLength) {
    return new Layer.Ipv4(
        new Ipv4Address(packet.i32(12)),
        new Ipv4Address(packet.i32(16)),
        headerLength,
        packet.u8(1),
        totalLength,
        packet.u16(4),
        (packet.u16(6) & DONT_FRAGMENT) != 0,
        packet.u8(8),
        packet.u8(9));
  }

  /// What the IP header claims of `packet`; a claim of 0 is that of a GSO packet above 64 KiB.
  private static Window payloadOwner(Decoding out, Window packet, int claimed, String what) {
    if (claimed > packet.length()) {
      out.malformed(what + claimed + " > packet's " + packet.length());
    }
    return claimed == 0 ? packet : packet.first(claimed);
  }

  private static void ipv4Payload(Decoding out, Layer.Ipv4 header, Window packet) {
    int flags = packet.u16(6);
    int offset = (flags & OFFSET_MASK) * UNIT;
    boolean more = (flags & MORE_FRAGMENTS) != 0;
    if (offset > 0 || more) {
      out.add(new Layer.Fragment(header.identification(), offset, more));
    }
    payload(out, header.protocol(), offset, packet.after(header.headerLength()));
  }

  private static void payload(Decoding out, int protocol, int fragmentOffset, Window payload) {
    if (fragmentOffset > 0) {
      out.add(new Layer.Opaque(protocol));
    } else {
      TransportDecoder.decode(out, protocol, payload);
    }
  }

  static void ipv6(Decoding out, Window packet) {
    if (!out.require(packet, IPV6_HEADER, "IPv6 header")) {
      return;
    }
    int word = packet.i32(0);
    int version = word >>> 28;
    if (version != 6) {
      out.malformed("IP version " + version + " in an IPv6 packet");
      return;
    }
    var header = ipv6Header(packet, word);
    out.add(header);
    extensions(out, header.nextHeader(), ipv6Payload(out, header, packet.after(IPV6_HEADER)));
  }

  private static Layer.Ipv6 ipv6Header(Window packet, int word) {
    return new Layer.Ipv6(
        new Ipv6Address(packet.i64(8), packet.i64(16)),
        new Ipv6Address(packet.i64(24), packet.i64(32)),
        word >>> 20 & 0xff,
        word & 0xfffff,
        packet.u16(4),
        packet.u8(6),
        packet.u8(7));
  }

  /// A jumbogram's length is in its hop-by-hop header, a large GSO packet's nowhere.
  private static Window ipv6Payload(Decoding out, Layer.Ipv6 header, Window rest) {
    int claimed = header.payloadLength();
    if (claimed == 0
        && header.nextHeader() != IpProtocol.HOP_BY_HOP
        && rest.length() <= LARGEST_PAYLOAD) {
      return rest.first(0);
    }
    return payloadOwner(out, rest, claimed, "IPv6 payload length ");
  }

  private static void extensions(Decoding out, int firstKind, Window payload) {
    int kind = firstKind;
    var rest = payload;
    for (int count = 0; isExtension(kind); count++) {
      if (count == MOST_EXTENSIONS) {
        out.malformed("more than " + MOST_EXTENSIONS + " IPv6 extension headers");
        out.add(new Layer.Opaque(kind));
        return;
      }
      int size = extensionSize(kind, rest);
      if (!out.require(rest, size, "IPv6 extension header " + IpProtocol.name(kind))) {
        out.add(new Layer.Opaque(kind));
        return;
      }
      int next = rest.u8(0);
      int offset = extension(out, kind, size, rest);
      rest = rest.after(size);
      kind = next;
      if (offset > 0) {
        out.add(new Layer.Opaque(kind));
        return;
      }
    }
    TransportDecoder.decode(out, kind, rest);
  }

  private static boolean isExtension(int kind) {
    return switch (kind) {
      case IpProtocol.HOP_BY_HOP,
          IpProtocol.ROUTING,
          IpProtocol.FRAGMENT,
          IpProtocol.AUTHENTICATION,
          IpProtocol.DESTINATION_OPTIONS,
          IpProtocol.MOBILITY,
          IpProtocol.HIP,
          IpProtocol.SHIM6 ->
          true;
      default -> false;
    };
  }

  /// All have the next header in byte 0 and, but for the fragment header, their length in byte 1.
  private static int extensionSize(int kind, Window rest) {
    if (kind == IpProtocol.FRAGMENT || !rest.has(2)) {
      return UNIT;
    }
    return kind == IpProtocol.AUTHENTICATION ? (rest.u8(1) + 2) * WORD : (rest.u8(1) + 1) * UNIT;
  }

  /// Adds the extension header and returns the fragment offset in bytes, 0 where it has none.
  private static int extension(Decoding out, int kind, int size, Window rest) {
    if (kind != IpProtocol.FRAGMENT) {
      out.add(new Layer.Ipv6Extension(kind, size));
      return 0;
    }
    int field = rest.u16(2);
    int offset = field & IPV6_FRAGMENT_OFFSET_MASK;
    out.add(new Layer.Fragment(rest.u32(4), offset, (field & 1) != 0));
    return offset;
  }
}
