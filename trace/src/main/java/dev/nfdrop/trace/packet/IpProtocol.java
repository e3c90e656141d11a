package dev.nfdrop.trace.packet;

/// Protocol numbers of IP (include/uapi/linux/in.h and in6.h), and their names.
public final class IpProtocol {
  static final int HOP_BY_HOP = 0;
  static final int ICMP = 1;
  static final int IPIP = 4;
  static final int TCP = 6;
  static final int UDP = 17;
  static final int IPV6 = 41;
  static final int ROUTING = 43;
  static final int FRAGMENT = 44;
  static final int GRE = 47;
  static final int AUTHENTICATION = 51;
  static final int ICMPV6 = 58;
  static final int NO_NEXT_HEADER = 59;
  static final int DESTINATION_OPTIONS = 60;
  static final int SCTP = 132;
  static final int MOBILITY = 135;
  static final int UDP_LITE = 136;
  static final int HIP = 139;
  static final int SHIM6 = 140;

  private IpProtocol() {}

  /// Whether packets of this protocol begin with a source and a destination port.
  public static boolean hasPorts(int protocol) {
    return switch (protocol) {
      case TCP, UDP, 33, SCTP, UDP_LITE -> true;
      default -> false;
    };
  }

  /// The protocol's name in lower case, or its number in decimal.
  public static String name(int protocol) {
    return switch (protocol) {
      case HOP_BY_HOP -> "hopopt";
      case ICMP -> "icmp";
      case 2 -> "igmp";
      case IPIP -> "ipip";
      case TCP -> "tcp";
      case UDP -> "udp";
      case 33 -> "dccp";
      case IPV6 -> "ipv6";
      case ROUTING -> "routing";
      case FRAGMENT -> "fragment";
      case GRE -> "gre";
      case 50 -> "esp";
      case AUTHENTICATION -> "ah";
      case ICMPV6 -> "icmpv6";
      case NO_NEXT_HEADER -> "none";
      case DESTINATION_OPTIONS -> "dstopts";
      case 89 -> "ospf";
      case 94 -> "ipencap";
      case 103 -> "pim";
      case 108 -> "comp";
      case 112 -> "vrrp";
      case 115 -> "l2tp";
      case SCTP -> "sctp";
      case MOBILITY -> "mobility";
      case UDP_LITE -> "udplite";
      case 137 -> "mpls";
      case HIP -> "hip";
      case SHIM6 -> "shim6";
      default -> Integer.toString(protocol);
    };
  }

  /// The name as people write it in prose, or `proto` and the number.
  static String displayName(int protocol) {
    return switch (protocol) {
      case ICMP -> "ICMP";
      case TCP -> "TCP";
      case UDP -> "UDP";
      case ICMPV6 -> "ICMPv6";
      case SCTP -> "SCTP";
      case 2 -> "IGMP";
      case IPIP -> "IPIP";
      case 33 -> "DCCP";
      case IPV6 -> "IPv6";
      case GRE -> "GRE";
      case 50 -> "ESP";
      case AUTHENTICATION -> "AH";
      case 89 -> "OSPF";
      case 103 -> "PIM";
      case 112 -> "VRRP";
      case 115 -> "L2TP";
      case UDP_LITE -> "UDP-Lite";
      default -> "proto " + name(protocol);
    };
  }
}
