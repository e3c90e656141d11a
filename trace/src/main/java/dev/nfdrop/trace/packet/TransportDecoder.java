package dev.nfdrop.trace.packet;

import java.util.OptionalInt;

/// Decodes what an IP packet carries.
final class TransportDecoder {
  private static final int TCP_HEADER = 20;
  private static final int UDP_HEADER = 8;
  private static final int SCTP_HEADER = 12;
  private static final int PORTS = 4;
  private static final int WORD = 4;

  private TransportDecoder() {}

  static void decode(Decoding out, int protocol, Window payload) {
    switch (protocol) {
      case IpProtocol.TCP -> tcp(out, payload);
      case IpProtocol.UDP, IpProtocol.UDP_LITE -> udp(out, protocol, payload);
      case IpProtocol.SCTP -> sctp(out, payload);
      case IpProtocol.ICMP, IpProtocol.ICMPV6 -> IcmpDecoder.decode(out, protocol, payload);
      default -> {
        out.add(new Layer.Opaque(protocol));
        TunnelDecoder.ip(out, protocol, payload);
      }
    }
  }

  private static void tcp(Decoding out, Window payload) {
    if (!out.require(payload, TCP_HEADER, "TCP header")) {
      ports(out, IpProtocol.TCP, payload);
      return;
    }
    int headerLength = (payload.u8(12) >>> 4) * WORD;
    out.add(
        new Layer.Tcp(
            payload.u16(0),
            payload.u16(2),
            payload.u32(4),
            payload.u32(8),
            headerLength,
            payload.u8(13),
            payload.u16(14)));
    if (headerLength < TCP_HEADER) {
      out.malformed("TCP header length " + headerLength + " < " + TCP_HEADER);
    } else if (headerLength > payload.length()) {
      out.malformed("TCP header length " + headerLength + " > the " + payload.length() + " left");
    }
  }

  private static void udp(Decoding out, int protocol, Window payload) {
    var name = IpProtocol.displayName(protocol);
    if (!out.require(payload, UDP_HEADER, name + " header")) {
      ports(out, protocol, payload);
      return;
    }
    int length = payload.u16(4);
    int destination = payload.u16(2);
    if (protocol == IpProtocol.UDP && length != 0) {
      udpLength(out, length, payload.length());
    }
    out.add(new Layer.Udp(protocol, payload.u16(0), destination, length));
    if (protocol == IpProtocol.UDP) {
      TunnelDecoder.udp(out, destination, payload.after(UDP_HEADER));
    }
  }

  private static void udpLength(Decoding out, int length, int left) {
    if (length < UDP_HEADER) {
      out.malformed("UDP length " + length + " < " + UDP_HEADER);
    } else if (length > left && !out.isFragment()) {
      out.malformed("UDP length " + length + " > the " + left + " left");
    }
  }

  private static void sctp(Decoding out, Window payload) {
    if (out.require(payload, SCTP_HEADER, "SCTP header")) {
      var rest = payload.after(SCTP_HEADER);
      var chunk = rest.has(1) ? OptionalInt.of(rest.u8(0)) : OptionalInt.empty();
      out.add(new Layer.Sctp(payload.u16(0), payload.u16(2), payload.u32(4), chunk));
    } else {
      ports(out, IpProtocol.SCTP, payload);
    }
  }

  private static void ports(Decoding out, int protocol, Window payload) {
    out.add(
        payload.has(PORTS)
            ? new Layer.Ports(protocol, payload.u16(0), payload.u16(2))
            : new Layer.Opaque(protocol));
  }
}
