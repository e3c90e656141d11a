package dev.nfdrop.trace;

import java.util.Optional;

/// To whom a packet is, as the link layer sees it: `skb->pkt_type`, the `PACKET_` numbers of
/// include/uapi/linux/if_packet.h in their order.
public enum PacketType {
  /// To this machine, or made by it.
  HOST("host"),
  BROADCAST("broadcast"),
  MULTICAST("multicast"),
  /// To another machine, seen in promiscuous mode or by a bridge.
  OTHER_HOST("otherhost"),
  OUTGOING("outgoing"),
  /// A copy of a multicast or broadcast that this machine sends.
  LOOPBACK("loopback"),
  USER("user"),
  KERNEL("kernel");

  private final String label;

  PacketType(String label) {
    this.label = label;
  }

  /// The word that users see.
  public String label() {
    return label;
  }

  /// The type that the kernel has under a number.
  public static Optional<PacketType> of(int number) {
    var types = values();
    return number >= 0 && number < types.length ? Optional.of(types[number]) : Optional.empty();
  }
}
