package dev.nfdrop.trace.packet;

/// Types and codes of ICMPv6 (include/uapi/linux/icmpv6.h), named as nft names them.
public final class Icmpv6Type {
  private static final int DESTINATION_UNREACHABLE = 1;

  private Icmpv6Type() {}

  /// The type's name, or `type` and its number.
  public static String name(int type) {
    return switch (type) {
      case DESTINATION_UNREACHABLE -> "destination-unreachable";
      case 2 -> "packet-too-big";
      case 3 -> "time-exceeded";
      case 4 -> "parameter-problem";
      case 128 -> "echo-request";
      case 129 -> "echo-reply";
      case 130 -> "mld-listener-query";
      case 131 -> "mld-listener-report";
      case 132 -> "mld-listener-done";
      case 133 -> "nd-router-solicit";
      case 134 -> "nd-router-advert";
      case 135 -> "nd-neighbor-solicit";
      case 136 -> "nd-neighbor-advert";
      case 137 -> "nd-redirect";
      case 138 -> "router-renumbering";
      case 141 -> "ind-neighbor-solicit";
      case 142 -> "ind-neighbor-advert";
      case 143 -> "mld2-listener-report";
      default -> "type " + type;
    };
  }

  /// The name of a code of `destination-unreachable`, or `code` and its number.
  static String codeName(int code) {
    return switch (code) {
      case 0 -> "no-route";
      case 1 -> "admin-prohibited";
      case 3 -> "addr-unreachable";
      case 4 -> "port-unreachable";
      case 5 -> "policy-fail";
      case 6 -> "reject-route";
      default -> "code " + code;
    };
  }

  static boolean hasCodeNames(int type) {
    return type == DESTINATION_UNREACHABLE;
  }

  static IcmpShape shape(int type) {
    return switch (type) {
      case 1, 2, 3, 4 -> IcmpShape.ERROR;
      case 128, 129 -> IcmpShape.QUERY;
      case 135, 136, 137 -> IcmpShape.TARGET;
      default -> IcmpShape.OTHER;
    };
  }
}
