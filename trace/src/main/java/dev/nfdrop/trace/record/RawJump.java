package dev.nfdrop.trace.record;

/// A jump that had not returned when the packet was dropped, as the kernel remembers it.
///
/// @param handle of what the kind says, unique in its table
public record RawJump(Kind kind, long handle) {
  /// What the handle is of.
  public enum Kind {
    /// The rule that jumped.
    JUMPING_RULE(1),
    /// The rule behind the one that jumped.
    RULE_BEHIND(2),
    /// The chain whose last rule jumped.
    CHAIN_AT_ITS_END(3);

    /// Handles of rules have 42 bits, those of chains are counted up from 1.
    private static final int SHIFT = 56;

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    /// The kind as a word of the record has it above the handle.
    long bits() {
      return (long) number << SHIFT;
    }
  }

  /// Reads a word of a record.
  ///
  /// @throws IllegalArgumentException if no program writes it
  static RawJump of(long word) {
    var number = (int) (word >>> Kind.SHIFT);
    for (var kind : Kind.values()) {
      if (kind.number == number) {
        return new RawJump(kind, word & ((1L << Kind.SHIFT) - 1));
      }
    }
    throw new IllegalArgumentException("jump of kind " + number);
  }
}
