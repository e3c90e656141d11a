package dev.nfdrop.trace.packet;

import java.util.Random;

/// Makes well-formed frames of every kind that the decoder knows.
final class FrameGenerator {
  private static final int[] EXTENSIONS = {
    IpProtocol.HOP_BY_HOP, IpProtocol.ROUTING, IpProtocol.DESTINATION_OPTIONS
  };

  /// Not redirects: tshark leaves SCTP inside them alone.
  private static final int[] ICMP_ERRORS = {3, 11, 12};

  /// Numbers for experiments (RFC 3692, IEEE 802), which tshark has no dissector for.
  private static final int EXPERIMENTAL_PROTOCOL = 253;

  private static final int EXPERIMENTAL_TYPE = 0x88b5;

  /// Of four bytes: abort, shutdown acknowledgment, cookie acknowledgment, shutdown complete.
  private static final String[] SCTP_CHUNKS = {"06000004", "08000004", "0b000004", "0e000004"};

  private static final int VXLAN_PORT = 4789;
  private static final int GENEVE_PORT = 6081;

  /// Tunnels send from a port above (RFC 6335), as RFC 7348 and RFC 8926 ask for.
  private static final int FIRST_DYNAMIC_PORT = 49152;

  private static final int FRAME = 0x6558;

  private final Random random;

  FrameGenerator(Random random) {
    this.random = random;
  }

  Frame next() {
    return switch (random.nextInt(12)) {
      case 10, 11 -> tunnel();
      case 0 -> frame(EtherType.ARP, arp());
      case 1 -> frame(EXPERIMENTAL_TYPE, new Bytes().random(random, 50).toArray());
      case 2, 3, 4, 5 -> frame(EtherType.IPV4, ipv4(true));
      default -> frame(EtherType.IPV6, ipv6(true));
    };
  }

  /// A packet in a packet, the outer one without options and not fragmented.
  private Frame tunnel() {
    boolean inner6 = random.nextBoolean();
    var inner = inner6 ? ipv6(true) : ipv4(true);
    int innerType = inner6 ? EtherType.IPV6 : EtherType.IPV4;
    return switch (random.nextInt(4)) {
      case 0 -> outer(IpProtocol.UDP, vxlan(link(innerType, inner)));
      case 1 ->
          outer(
              IpProtocol.UDP,
              random.nextBoolean()
                  ? geneve(innerType, inner)
                  : geneve(FRAME, link(innerType, inner)));
      case 2 ->
          outer(
              IpProtocol.GRE,
              random.nextBoolean() ? gre(innerType, inner) : gre(FRAME, link(innerType, inner)));
      default -> outer(inner6 ? IpProtocol.IPV6 : IpProtocol.IPIP, inner);
    };
  }

  private byte[] link(int type, byte[] payload) {
    return new Bytes()
        .u48(random.nextLong())
        .u48(random.nextLong())
        .u16(type)
        .bytes(payload)
        .toArray();
  }

  private byte[] vxlan(byte[] frame) {
    var payload = new Bytes().hex("08000000").u32(id() << Byte.SIZE).bytes(frame).toArray();
    return datagram(VXLAN_PORT, payload);
  }

  private byte[] geneve(int type, byte[] packet) {
    int words = random.nextInt(3);
    var payload = new Bytes().u8(words).u8(0).u16(type).u32(id() << Byte.SIZE);
    for (int i = 0; i < words; i++) {
      payload.hex("fff00000");
    }
    return datagram(GENEVE_PORT, payload.bytes(packet).toArray());
  }

  private long id() {
    return random.nextInt(0x1000000);
  }

  private byte[] gre(int type, byte[] packet) {
    boolean key = random.nextBoolean();
    boolean sequence = random.nextBoolean();
    var bytes = new Bytes().u16((key ? 0x2000 : 0) | (sequence ? 0x1000 : 0)).u16(type);
    if (key) {
      bytes.u32(random.nextInt());
    }
    if (sequence) {
      bytes.u32(random.nextInt());
    }
    return bytes.bytes(packet).toArray();
  }

  private byte[] datagram(int port, byte[] payload) {
    return new Bytes()
        .u16(FIRST_DYNAMIC_PORT + random.nextInt(0x10000 - FIRST_DYNAMIC_PORT))
        .u16(port)
        .u16(8 + payload.length)
        .u16(0)
        .bytes(payload)
        .toArray();
  }

  /// Not one that a tunnel uses, on either side.
  private int port() {
    int port = random.nextInt(FIRST_DYNAMIC_PORT);
    return port == VXLAN_PORT || port == GENEVE_PORT ? port + 1 : port;
  }

  private Frame outer(int protocol, byte[] payload) {
    if (random.nextBoolean()) {
      return frame(
          EtherType.IPV4,
          new Bytes()
              .hex("4500")
              .u16(20 + payload.length)
              .hex("00004000 40")
              .u8(protocol)
              .hex("0000 0a010002 0a010001")
              .bytes(payload)
              .toArray());
    }
    return frame(
        EtherType.IPV6,
        new Bytes()
            .hex("60000000")
            .u16(payload.length)
            .u8(protocol)
            .hex("40 20010db8000000000000000000000001 20010db8000000000000000000000002")
            .bytes(payload)
            .toArray());
  }

  private Frame frame(int type, byte[] payload) {
    var bytes = new Bytes().u48(random.nextLong()).u48(random.nextLong());
    int tags = Math.max(random.nextInt(6) - 3, 0);
    for (int i = 0; i < tags; i++) {
      bytes.u16(EtherType.VLAN).u16(random.nextInt());
    }
    int length = bytes.u16(type).toArray().length;
    bytes.bytes(payload);
    int padding = random.nextInt(4) == 0 ? random.nextInt(12) : 0;
    return Frame.of(bytes.bytes(new byte[padding]).toArray(), type, length);
  }

  private byte[] arp() {
    return new Bytes()
        .hex("0001 0800 06 04")
        .u16(1 + random.nextInt(2))
        .u48(random.nextLong())
        .u32(random.nextInt())
        .u48(random.nextLong())
        .u32(random.nextInt())
        .toArray();
  }

  private byte[] ipv4(boolean mayQuote) {
    int offset = random.nextInt(8) == 0 ? 1 + random.nextInt(0x100) : 0;
    int more = random.nextInt(8) == 0 ? 0x2000 : 0;
    int protocol = protocol(IpProtocol.ICMP);
    var payload =
        offset > 0
            ? new Bytes().random(random, random.nextInt(64)).toArray()
            : transport(protocol, mayQuote);
    int optionWords = random.nextInt(4) == 0 ? random.nextInt(11) : 0;
    int headerLength = 20 + 4 * optionWords;
    var bytes =
        new Bytes()
            .u8(0x40 | (headerLength / 4))
            .u8(random.nextInt())
            .u16(headerLength + payload.length)
            .u16(random.nextInt())
            .u16(more | offset)
            .u8(random.nextInt())
            .u8(protocol)
            .u16(0)
            .u32(random.nextInt())
            .u32(random.nextInt());
    for (int i = 0; i < optionWords; i++) {
      bytes.hex("01010101");
    }
    return bytes.bytes(payload).toArray();
  }

  private byte[] ipv6(boolean mayQuote) {
    int protocol = protocol(IpProtocol.ICMPV6);
    var payload = transport(protocol, mayQuote);
    int next = protocol;
    if (random.nextInt(6) == 0) {
      int field = random.nextBoolean() ? 1 : random.nextInt(0x40) << 3;
      payload =
          new Bytes().u8(next).u8(0).u16(field).u32(random.nextInt()).bytes(payload).toArray();
      next = IpProtocol.FRAGMENT;
    }
    int extensions = Math.max(random.nextInt(6) - 3, 0);
    for (int i = 0; i < extensions; i++) {
      int kind = EXTENSIONS[i];
      var content = kind == IpProtocol.ROUTING ? "00 00 00 00000000" : "00 01 04 00000000";
      payload = new Bytes().u8(next).hex(content).bytes(payload).toArray();
      next = kind;
    }
    return new Bytes()
        .u32(0x60000000L | random.nextInt(0x10000000))
        .u16(payload.length)
        .u8(next)
        .u8(random.nextInt())
        .u64(address())
        .u64(address())
        .u64(address())
        .u64(address())
        .bytes(payload)
        .toArray();
  }

  /// Half of an IPv6 address, often with runs of zero groups.
  private long address() {
    long bits = random.nextLong();
    for (int group = 0; group < 4; group++) {
      if (random.nextInt(3) == 0) {
        bits &= ~(0xffffL << (16 * group));
      }
    }
    return bits;
  }

  private int protocol(int icmp) {
    return switch (random.nextInt(8)) {
      case 0, 1 -> IpProtocol.TCP;
      case 2, 3 -> IpProtocol.UDP;
      case 4 -> IpProtocol.SCTP;
      case 5 -> EXPERIMENTAL_PROTOCOL;
      default -> icmp;
    };
  }

  private byte[] transport(int protocol, boolean mayQuote) {
    return switch (protocol) {
      case IpProtocol.TCP -> tcp();
      case IpProtocol.UDP -> udp();
      case IpProtocol.SCTP ->
          new Bytes()
              .random(random, 12)
              .hex(SCTP_CHUNKS[random.nextInt(SCTP_CHUNKS.length)])
              .toArray();
      case IpProtocol.ICMP -> icmp(mayQuote);
      case IpProtocol.ICMPV6 -> icmpv6(mayQuote);
      default -> new Bytes().random(random, random.nextInt(40)).toArray();
    };
  }

  private byte[] tcp() {
    int optionWords = random.nextInt(3) == 0 ? random.nextInt(11) : 0;
    var bytes =
        new Bytes()
            .u16(random.nextInt())
            .u16(random.nextInt())
            .u32(random.nextInt())
            .u32(random.nextInt())
            .u8((5 + optionWords) << 4)
            .u8(random.nextInt())
            .u16(random.nextInt())
            .u32(0);
    for (int i = 0; i < optionWords; i++) {
      bytes.hex("01010101");
    }
    return bytes.random(random, random.nextInt(50)).toArray();
  }

  private byte[] udp() {
    int payload = random.nextInt(50);
    return new Bytes()
        .u16(port())
        .u16(port())
        .u16(8 + payload)
        .u16(0)
        .random(random, payload)
        .toArray();
  }

  private byte[] icmp(boolean mayQuote) {
    if (mayQuote && random.nextBoolean()) {
      var quoted = ipv4(false);
      return new Bytes()
          .u8(ICMP_ERRORS[random.nextInt(ICMP_ERRORS.length)])
          .u8(random.nextInt(4))
          .u16(0)
          .u32(0)
          .bytes(quoted)
          .toArray();
    }
    int type = random.nextBoolean() ? 8 : 0;
    return new Bytes().u8(type).u8(0).u16(0).u32(random.nextInt()).hex("4242").toArray();
  }

  private byte[] icmpv6(boolean mayQuote) {
    return switch (random.nextInt(3)) {
      case 0 ->
          mayQuote
              ? new Bytes()
                  .u8(1 + random.nextInt(3))
                  .u8(random.nextInt(4))
                  .u16(0)
                  .u32(1280)
                  .bytes(ipv6(false))
                  .toArray()
              : icmpv6Echo();
      case 1 ->
          new Bytes()
              .u8(135 + random.nextInt(2))
              .u8(0)
              .u16(0)
              .u32(0)
              .u64(address())
              .u64(address())
              .toArray();
      default -> icmpv6Echo();
    };
  }

  private byte[] icmpv6Echo() {
    return new Bytes()
        .u8(128 + random.nextInt(2))
        .u8(0)
        .u16(0)
        .u32(random.nextInt())
        .hex("4242")
        .toArray();
  }
}
