package dev.nfdrop.trace.record;

/// An amount of packets in memory: two numbers of 64 bits, at these offsets in bytes.
final class AmountFormat {
  static final int PACKETS = 0;

  /// The sum of `skb->len`.
  static final int LENGTH = 8;

  static final int SIZE = 16;

  private AmountFormat() {}
}
