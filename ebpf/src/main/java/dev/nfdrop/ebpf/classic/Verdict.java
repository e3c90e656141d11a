package dev.nfdrop.ebpf.classic;

/// What a filter says of a packet.
public enum Verdict {
  MATCH,
  NO_MATCH,

  /// It asked for something that the packet has, but that is not at hand.
  UNDECIDED
}
