package dev.nfdrop.trace.engine;

/// The arguments of the raw tracepoint `kfree_skb` in its context, in bytes
/// (include/trace/events/skb.h); the reason is there since 5.17, until when the location tells.
final class KfreeSkb {
  static final String NAME = "kfree_skb";
  static final int SKB = 0;
  static final int LOCATION = 8;
  static final int REASON = 16;

  private KfreeSkb() {}
}
