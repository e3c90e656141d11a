package dev.nfdrop.trace;

/// How many packets were counted, and how long they were together.
///
/// @param bytes the sum of `skb->len`
public record Amount(long packets, long bytes) {
  /// Nothing.
  public static final Amount NONE = new Amount(0, 0);

  public Amount plus(Amount more) {
    return new Amount(packets + more.packets, bytes + more.bytes);
  }

  public Amount minus(Amount earlier) {
    return new Amount(packets - earlier.packets, bytes - earlier.bytes);
  }
}
