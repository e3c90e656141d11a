package dev.nfdrop.trace.packet;

/// Types and codes of ICMP (include/uapi/linux/icmp.h), named as nft names them.
public final class IcmpType {
  private static final int DESTINATION_UNREACHABLE = 3;
  private static final int SOURCE_QUENCH = 4;
  private static final int REDIRECT = 5;
  private static final int TIME_EXCEEDED = 11;
  private static final int PARAMETER_PROBLEM = 12;

  private IcmpType() {}

  /// The type's name, or `type` and its number.
  public static String name(int type) {
    return switch (type) {
      case 0 -> "echo-reply";
      case DESTINATION_UNREACHABLE -> "destination-unreachable";
      case SOURCE_QUENCH -> "source-quench";
      case REDIRECT -> "redirect";
      case 8 -> "echo-request";
      case 9 -> "router-advertisement";
      case 10 -> "router-solicitation";
      case TIME_EXCEEDED -> "time-exceeded";
      case PARAMETER_PROBLEM -> "parameter-problem";
      case 13 -> "timestamp-request";
      case 14 -> "timestamp-reply";
      case 15 -> "info-request";
      case 16 -> "info-reply";
      case 17 -> "address-mask-request";
      case 18 -> "address-mask-reply";
      default -> "type " + type;
    };
  }

  /// The name of a code of `destination-unreachable`, or `code` and its number.
  static String codeName(int code) {
    return switch (code) {
      case 0 -> "net-unreachable";
      case 1 -> "host-unreachable";
      case 2 -> "prot-unreachable";
      case 3 -> "port-unreachable";
      case 4 -> "frag-needed";
      case 9 -> "net-prohibited";
      case 10 -> "host-prohibited";
      case 13 -> "admin-prohibited";
      default -> "code " + code;
    };
  }

  static boolean hasCodeNames(int type) {
    return type == DESTINATION_UNREACHABLE;
  }

  static IcmpShape shape(int type) {
    return switch (type) {
      case 0, 8, 13, 14, 15, 16, 17, 18 -> IcmpShape.QUERY;
      case DESTINATION_UNREACHABLE, SOURCE_QUENCH, REDIRECT, TIME_EXCEEDED, PARAMETER_PROBLEM ->
          IcmpShape.ERROR;
      default -> IcmpShape.OTHER;
    };
  }
}
