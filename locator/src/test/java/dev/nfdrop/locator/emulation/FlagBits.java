package dev.nfdrop.locator.emulation;

import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Relation;

/// The flags of a processor. `lower` is what it takes an unsigned comparison from: carry on x86-64,
/// no carry on AArch64.
record FlagBits(boolean zero, boolean negative, boolean lower, boolean overflow, boolean parity) {
  static FlagBits of(Architecture architecture, long register) {
    return switch (architecture) {
      case X86_64 ->
          new FlagBits(
              bit(register, 6),
              bit(register, 7),
              bit(register, 0),
              bit(register, 11),
              bit(register, 2));
      case ARM64 ->
          new FlagBits(
              bit(register, 30), bit(register, 31), !bit(register, 29), bit(register, 28), false);
    };
  }

  private static boolean bit(long register, int number) {
    return (register >>> number & 1) != 0;
  }

  boolean holds(Relation relation) {
    return switch (relation) {
      case EQUAL -> zero;
      case UNSIGNED_LESS -> lower;
      case UNSIGNED_LESS_OR_EQUAL -> lower || zero;
      case SIGNED_LESS -> negative != overflow;
      case SIGNED_LESS_OR_EQUAL -> zero || negative != overflow;
      case NEGATIVE -> negative;
      case OVERFLOW -> overflow;
      case PARITY -> parity;
      case NOT_EQUAL,
          UNSIGNED_GREATER_OR_EQUAL,
          UNSIGNED_GREATER,
          SIGNED_GREATER_OR_EQUAL,
          SIGNED_GREATER,
          NOT_NEGATIVE,
          NO_OVERFLOW,
          NO_PARITY ->
          !holds(relation.negated());
    };
  }
}
