package dev.nfdrop.cli.pcapng;

import java.util.Arrays;
import java.util.Optional;

/// What the bytes of a packet begin with (tcpdump.org/linktypes.html).
public enum LinkType {
  /// An Ethernet header: `LINKTYPE_ETHERNET`.
  ETHERNET(1),

  /// An IPv4 or IPv6 header: `LINKTYPE_RAW`.
  RAW(101),

  /// A made-up header that tells the protocol: `LINKTYPE_LINUX_SLL2`.
  LINUX_SLL2(276);

  private final int number;

  LinkType(int number) {
    this.number = number;
  }

  /// The type of a number.
  public static Optional<LinkType> of(int number) {
    return Arrays.stream(values()).filter(type -> type.number == number).findFirst();
  }

  /// The number in files.
  public int number() {
    return number;
  }
}
