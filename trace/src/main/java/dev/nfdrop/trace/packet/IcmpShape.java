package dev.nfdrop.trace.packet;

/// What an ICMP message of some type carries.
enum IcmpShape {
  /// An identifier and a sequence number.
  QUERY,
  /// The packet that caused it.
  ERROR,
  /// The address that neighbour discovery is about.
  TARGET,
  OTHER
}
