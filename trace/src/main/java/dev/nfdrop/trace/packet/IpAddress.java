package dev.nfdrop.trace.packet;

/// The address of one end of an IP packet.
public sealed interface IpAddress permits Ipv4Address, Ipv6Address {
  /// Appends the address as nft prints it.
  void appendTo(StringBuilder text);
}
