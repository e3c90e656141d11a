package dev.nfdrop.trace.filter;

import dev.nfdrop.trace.packet.Bytes;
import java.util.Arrays;
import java.util.Random;

/// Makes Ethernet frames that filters of [MadeUpExpressions] tell apart, some of them cut off or
/// damaged.
final class MadeUpFrames {
  static final String[] MACS = {
    "02:00:00:00:00:01", "02:00:00:00:00:02", "ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:fb"
  };
  static final String[] IPV4 = {
    "10.0.0.1",
    "10.1.2.3",
    "10.255.255.254",
    "192.168.1.1",
    "192.168.1.77",
    "172.16.5.4",
    "224.0.0.251",
    "255.255.255.255"
  };

  /// The halves of addresses.
  static final long[][] IPV6 = {
    {0xfe80000000000000L, 1}, {0x20010db800000000L, 1}, {0x20010db800000001L, 7}, {0, 1}
  };

  static final int[] PORTS = {22, 53, 80, 443, 4242, 10000, 10001, 51713};
  static final int[] TAGS = {10, 20, 4094};

  /// ICMP, IGMP, IP in IP, TCP, UDP, IPv6 in IP, GRE, ESP, SCTP.
  private static final int[] PROTOCOLS = {1, 1, 2, 4, 6, 6, 6, 17, 17, 17, 41, 47, 50, 132};

  private static final int[] TCP_FLAGS = {0x02, 0x12, 0x10, 0x18, 0x11, 0x04, 0x00, 0xff};

  private final Random random;

  MadeUpFrames(Random random) {
    this.random = random;
  }

  /// A frame as a capture file has it.
  ///
  /// @param length of the frame before it was cut off
  @SuppressWarnings("ArrayRecordComponent") // read only
  record Captured(byte[] bytes, int length) {}

  Captured next() {
    var frame = frame();
    if (random.nextInt(20) == 0) {
      frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
    }
    if (random.nextInt(4) != 0) {
      return new Captured(frame, frame.length);
    }
    var cut = Arrays.copyOf(frame, random.nextInt(frame.length + 1));
    return new Captured(cut, random.nextBoolean() ? frame.length : cut.length);
  }

  private byte[] frame() {
    var bytes = new Bytes().bytes(mac()).bytes(mac());
    for (int tags = Math.max(0, random.nextInt(6) - 3); tags > 0; tags--) {
      bytes.u16(random.nextInt(3) == 0 ? 0x88a8 : 0x8100);
      bytes.u16(random.nextInt(8) << 13 | pick(TAGS));
    }
    return switch (random.nextInt(20)) {
      case 0, 1 -> bytes.u16(0x0806).bytes(arp()).toArray();
      case 2 -> bytes.u16(38).hex("424203 00000000").random(random, 31).toArray();
      case 3 -> bytes.u16(0x8847).u32(0x000641ff).bytes(ipv4(1)).toArray();
      case 4 -> bytes.u16(0x8864).hex("1100 0007 0040 0021").bytes(ipv4(1)).toArray();
      case 5 -> bytes.u16(0x88b5).random(random, 46).toArray();
      case 6, 7, 8, 9, 10, 11 -> bytes.u16(0x86dd).bytes(ipv6(1)).toArray();
      default -> bytes.u16(0x0800).bytes(ipv4(1)).toArray();
    };
  }

  private byte[] mac() {
    return new Bytes().hex(MACS[random.nextInt(MACS.length)].replace(":", "")).toArray();
  }

  private byte[] arp() {
    return new Bytes()
        .hex("0001 0800 06 04")
        .u16(1 + random.nextInt(2))
        .bytes(mac())
        .bytes(address4())
        .bytes(mac())
        .bytes(address4())
        .toArray();
  }

  private byte[] ipv4(int depth) {
    var protocol = pick(PROTOCOLS);
    var payload = transport(protocol, depth);
    var optionWords = random.nextInt(4) == 0 ? random.nextInt(11) : 0;
    var fragment = random.nextInt(6) == 0 ? random.nextInt(0x40) : 0;
    var flags = random.nextInt(8) << 13;
    var header = 20 + 4 * optionWords;
    return new Bytes()
        .u8(0x40 | header / 4)
        .u8(random.nextInt())
        .u16(header + payload.length)
        .u16(random.nextInt())
        .u16(flags | fragment)
        .u8(1 << random.nextInt(8))
        .u8(protocol)
        .u16(0)
        .bytes(address4())
        .bytes(address4())
        .random(random, 4 * optionWords)
        .bytes(payload)
        .toArray();
  }

  private byte[] ipv6(int depth) {
    var protocol = pick(PROTOCOLS);
    protocol = protocol == 1 ? 58 : protocol;
    var payload = transport(protocol, depth);
    if (random.nextInt(4) == 0) {
      payload = new Bytes().u8(protocol).hex("00 01040000 0000").bytes(payload).toArray();
      protocol = random.nextBoolean() ? 0 : 60;
    } else if (random.nextInt(4) == 0) {
      payload =
          new Bytes().u8(protocol).u8(0).u16(random.nextInt()).u32(7).bytes(payload).toArray();
      protocol = 44;
    }
    return new Bytes()
        .u32(0x60000000L | random.nextInt(0x10000000))
        .u16(payload.length)
        .u8(protocol)
        .u8(64)
        .bytes(address6())
        .bytes(address6())
        .bytes(payload)
        .toArray();
  }

  private byte[] transport(int protocol, int depth) {
    return switch (protocol) {
      case 1 -> new Bytes().u8(random.nextInt(20)).u8(random.nextInt(4)).u16(0).u32(7).toArray();
      case 58 -> new Bytes().u8(125 + random.nextInt(15)).u8(0).u16(0).u32(7).toArray();
      case 4 -> depth > 0 ? ipv4(depth - 1) : new byte[0];
      case 41 -> depth > 0 ? ipv6(depth - 1) : new byte[0];
      case 6 -> tcp();
      case 17, 132 ->
          new Bytes()
              .u16(pick(PORTS))
              .u16(pick(PORTS))
              .u32(random.nextInt())
              .random(random, random.nextInt(60))
              .toArray();
      default -> new Bytes().random(random, random.nextInt(60)).toArray();
    };
  }

  private byte[] tcp() {
    var optionWords = random.nextInt(11);
    return new Bytes()
        .u16(pick(PORTS))
        .u16(pick(PORTS))
        .u32(random.nextInt())
        .u32(random.nextInt(3))
        .u8((5 + optionWords) << 4)
        .u8(pick(TCP_FLAGS))
        .u16(random.nextInt())
        .u32(0)
        .random(random, 4 * optionWords)
        .bytes(random.nextBoolean() ? new byte[0] : new Bytes().hex("474554202f").toArray())
        .random(random, random.nextInt(400))
        .toArray();
  }

  private byte[] address4() {
    var bytes = new Bytes();
    for (var part : IPV4[random.nextInt(IPV4.length)].split("\\.", -1)) {
      bytes.u8(Integer.parseInt(part));
    }
    return bytes.toArray();
  }

  private byte[] address6() {
    var halves = IPV6[random.nextInt(IPV6.length)];
    return new Bytes().u64(halves[0]).u64(halves[1]).toArray();
  }

  private int pick(int[] values) {
    return values[random.nextInt(values.length)];
  }
}
