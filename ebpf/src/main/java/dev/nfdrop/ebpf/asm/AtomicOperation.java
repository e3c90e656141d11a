package dev.nfdrop.ebpf.asm;

/// An operation on memory that no other CPU can interrupt.
///
/// Linux before 5.12 knows [#ADD] only.
public enum AtomicOperation {
  // spotless:off
  ADD                  (0x00, "+="),
  OR                   (0x40, "|="),
  AND                  (0x50, "&="),
  XOR                  (0xa0, "^="),
  /// Adds, and leaves the old value in the operand register. Since 5.12, as the ones below.
  FETCH_ADD            (0x01, "atomic%s_fetch_add"),
  FETCH_OR             (0x41, "atomic%s_fetch_or"),
  FETCH_AND            (0x51, "atomic%s_fetch_and"),
  FETCH_XOR            (0xa1, "atomic%s_fetch_xor"),
  /// Stores the operand register, and leaves the old value there.
  EXCHANGE             (0xe1, "atomic%s_xchg"),
  /// Stores the operand register if memory equals R0; leaves the old value in R0.
  COMPARE_AND_EXCHANGE (0xf1, "atomic%s_cmpxchg");
  // spotless:on

  /// `BPF_FETCH`.
  private static final int FETCH = 1;

  private final int code;
  private final String symbol;

  AtomicOperation(int code, String symbol) {
    this.code = code;
    this.symbol = symbol;
  }

  /// What the immediate field holds.
  int code() {
    return code;
  }

  boolean fetches() {
    return (code & FETCH) != 0;
  }

  /// The operation in the kernel's notation; `%s` stands for the width where it is a function.
  String symbol() {
    return symbol;
  }
}
