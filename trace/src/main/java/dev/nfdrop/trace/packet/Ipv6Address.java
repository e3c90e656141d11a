package dev.nfdrop.trace.packet;

/// An IPv6 address.
///
/// @param high the first eight bytes, big-endian
/// @param low the last eight bytes, big-endian
public record Ipv6Address(long high, long low) implements IpAddress {
  private static final int GROUPS = 8;

  /// The upper half of `low` in `::ffff:0:0/96`.
  private static final long IPV4_MAPPED = 0xffff;

  /// Appends the form of RFC 5952: lower case, the longest run of zero groups as `::`. Addresses
  /// that embed an IPv4 address end in it, as with inet_ntop(3).
  @Override
  public void appendTo(StringBuilder text) {
    if (high == 0 && low >>> 32 == IPV4_MAPPED) {
      text.append("::ffff:");
      new Ipv4Address((int) low).appendTo(text);
      return;
    }
    if (high == 0 && low >>> 32 == 0 && group(6) != 0) {
      text.append("::");
      new Ipv4Address((int) low).appendTo(text);
      return;
    }
    var gap = longestGap();
    for (int i = 0; i < GROUPS; i++) {
      if (i == gap.start && gap.length > 1) {
        text.append("::");
        i += gap.length - 1;
      } else {
        appendGroup(text, group(i));
        if (i < GROUPS - 1 && (i + 1 != gap.start || gap.length < 2)) {
          text.append(':');
        }
      }
    }
  }

  private static void appendGroup(StringBuilder text, int group) {
    boolean started = false;
    for (int shift = 12; shift >= 0; shift -= 4) {
      int digit = group >>> shift & 0xf;
      started |= digit != 0 || shift == 0;
      if (started) {
        text.append(Character.forDigit(digit, 16));
      }
    }
  }

  private int group(int index) {
    var half = index < GROUPS / 2 ? high : low;
    return (int) (half >>> (16 * (3 - index % 4))) & 0xffff;
  }

  private record Gap(int start, int length) {}

  private Gap longestGap() {
    var longest = new Gap(GROUPS, 0);
    int start = 0;
    for (int i = 0; i < GROUPS; i++) {
      if (group(i) != 0) {
        start = i + 1;
      } else if (i + 1 - start > longest.length) {
        longest = new Gap(start, i + 1 - start);
      }
    }
    return longest;
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    appendTo(text);
    return text.toString();
  }
}
