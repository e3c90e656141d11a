package dev.nfdrop.trace.packet;

/// Types of SCTP chunks (RFC 9260 and its extensions) as nft names them.
public final class SctpChunk {
  private SctpChunk() {}

  /// The type's name, or its number in decimal.
  public static String name(int type) {
    return switch (type) {
      case 0 -> "data";
      case 1 -> "init";
      case 2 -> "init-ack";
      case 3 -> "sack";
      case 4 -> "heartbeat";
      case 5 -> "heartbeat-ack";
      case 6 -> "abort";
      case 7 -> "shutdown";
      case 8 -> "shutdown-ack";
      case 9 -> "error";
      case 10 -> "cookie-echo";
      case 11 -> "cookie-ack";
      case 12 -> "ecne";
      case 13 -> "cwr";
      case 14 -> "shutdown-complete";
      case 128 -> "asconf-ack";
      case 192 -> "forward-tsn";
      case 193 -> "asconf";
      default -> Integer.toString(type);
    };
  }
}
