package dev.nfdrop.trace.packet;

/// Decodes ICMP and ICMPv6 messages, and the packet inside an error.
final class IcmpDecoder {
  private static final int HEADER = 8;
  private static final int TYPE_AND_CODE = 2;
  private static final int TARGET = 16;

  private static final IcmpBody NONE = new IcmpBody.None();

  private IcmpDecoder() {}

  static void decode(Decoding out, int protocol, Window message) {
    var name = IpProtocol.displayName(protocol);
    if (!message.has(TYPE_AND_CODE)) {
      out.require(message, HEADER, name + " header");
      out.add(new Layer.Opaque(protocol));
      return;
    }
    int type = message.u8(0);
    int code = message.u8(1);
    var body = out.require(message, HEADER, name + " header") ? body(out, protocol, message) : NONE;
    out.add(
        protocol == IpProtocol.ICMP
            ? new Layer.Icmp(type, code, body)
            : new Layer.Icmpv6(type, code, body));
  }

  private static IcmpBody body(Decoding out, int protocol, Window message) {
    var shape =
        protocol == IpProtocol.ICMP
            ? IcmpType.shape(message.u8(0))
            : Icmpv6Type.shape(message.u8(0));
    return switch (shape) {
      case QUERY -> new IcmpBody.Query(message.u16(4), message.u16(6));
      case ERROR -> out.isQuoted() ? NONE : quote(protocol, message);
      case TARGET ->
          out.require(message, HEADER + TARGET, IpProtocol.displayName(protocol) + " target")
              ? new IcmpBody.Target(new Ipv6Address(message.i64(HEADER), message.i64(HEADER + 8)))
              : NONE;
      case OTHER -> NONE;
    };
  }

  /// An error carries as much of the packet as its sender cared for: bytes that are not there are
  /// not captured, not missing.
  private static IcmpBody quote(int protocol, Window message) {
    var quoted = message.after(HEADER);
    var inner = Decoding.ofQuoted();
    int length = quoted.length();
    if (protocol == IpProtocol.ICMP) {
      length = quoted.has(4) ? quoted.u16(2) : length;
      IpDecoder.ipv4(inner, quoted.withLength(Math.max(length, quoted.length())));
    } else {
      length = quoted.has(6) ? quoted.u16(4) + IpDecoder.IPV6_HEADER : length;
      IpDecoder.ipv6(inner, quoted.withLength(Math.max(length, quoted.length())));
    }
    return new IcmpBody.Quote(message.u32(4), inner.finish(length));
  }
}
