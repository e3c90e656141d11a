package dev.nfdrop.trace.packet;

/// What follows type, code and checksum in an ICMP or ICMPv6 message.
public sealed interface IcmpBody {
  /// Echo request and reply, and the other messages that ask.
  record Query(int identifier, int sequence) implements IcmpBody {}

  /// An error, or a redirect: the beginning of the packet that caused it.
  ///
  /// @param parameter the header's last word as a number: MTU, gateway or pointer, as the type has
  ///   it
  record Quote(long parameter, Packet packet) implements IcmpBody {}

  /// Neighbour solicitation and advertisement, and ICMPv6 redirect.
  record Target(Ipv6Address address) implements IcmpBody {}

  /// Nothing that is decoded here, or not captured.
  record None() implements IcmpBody {}
}
