package dev.nfdrop.trace.element;

import dev.nfdrop.trace.packet.CapturedPacket;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.Set;

/// Where nf_tables sees the transport header: behind the options of IPv4, behind the extension
/// headers of IPv6 (`ipv6_find_hdr()`, net/ipv6/exthdrs_core.c). Later fragments have none.
///
/// @param offset from the first captured byte
record TransportHeader(int protocol, int offset) {
  private static final int MOST_EXTENSIONS = 8;

  // spotless:off
  private static final int IPV4_HEADER = 20;
  private static final int IPV4_FRAGMENT = 6;
  private static final int IPV4_PROTOCOL = 9;
  private static final int IPV4_OFFSET_MASK = 0x1fff;
  private static final int IPV6_HEADER = 40;
  private static final int IPV6_NEXT = 6;
  private static final int EXTENSION_UNIT = 8;

  /// `NEXTHDR_` of include/net/ipv6.h: hop-by-hop, routing, destination; fragment.
  private static final Set<Integer> EXTENSIONS = Set.of(0, 43, 60);
  private static final int FRAGMENT = 44;
  private static final int FRAGMENT_OFFSET = 2;
  private static final int FRAGMENT_OFFSET_MASK = 0xfff8;

  private static final int HIGH_NIBBLE = 4;
  private static final int NIBBLE = 0xf;
  // spotless:on

  /// Empty where it is not captured, not there, or not told.
  static Optional<TransportHeader> of(CapturedPacket packet) {
    int network = packet.networkOffset();
    if (network < 0 || !has(packet, network, IPV4_HEADER)) {
      return Optional.empty();
    }
    return switch (u8(packet, network) >> HIGH_NIBBLE) {
      case 4 -> ofIpv4(packet, network);
      case 6 -> ofIpv6(packet, network);
      default -> Optional.empty();
    };
  }

  private static Optional<TransportHeader> ofIpv4(CapturedPacket packet, int network) {
    int header = (u8(packet, network) & NIBBLE) * Integer.BYTES;
    int fragment = u16(packet, network + IPV4_FRAGMENT) & IPV4_OFFSET_MASK;
    return header < IPV4_HEADER || fragment != 0
        ? Optional.empty()
        : Optional.of(new TransportHeader(u8(packet, network + IPV4_PROTOCOL), network + header));
  }

  private static Optional<TransportHeader> ofIpv6(CapturedPacket packet, int network) {
    if (!has(packet, network, IPV6_HEADER)) {
      return Optional.empty();
    }
    int next = u8(packet, network + IPV6_NEXT);
    int at = network + IPV6_HEADER;
    for (int count = 0; count < MOST_EXTENSIONS; count++) {
      if (!EXTENSIONS.contains(next) && next != FRAGMENT) {
        return Optional.of(new TransportHeader(next, at));
      }
      if (!has(packet, at, EXTENSION_UNIT)
          || (next == FRAGMENT && isLater(u16(packet, at + FRAGMENT_OFFSET)))) {
        return Optional.empty();
      }
      int units = next == FRAGMENT ? 1 : 1 + u8(packet, at + 1);
      next = u8(packet, at);
      at += units * EXTENSION_UNIT;
    }
    return Optional.empty();
  }

  private static boolean isLater(int fragment) {
    return (fragment & FRAGMENT_OFFSET_MASK) != 0;
  }

  private static boolean has(CapturedPacket packet, int at, int bytes) {
    return at <= packet.captured() - bytes;
  }

  private static int u8(CapturedPacket packet, int at) {
    return Byte.toUnsignedInt(packet.bytes().get(ValueLayout.JAVA_BYTE, packet.start() + at));
  }

  private static int u16(CapturedPacket packet, int at) {
    return u8(packet, at) << Byte.SIZE | u8(packet, at + 1);
  }
}
