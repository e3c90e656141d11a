package dev.nfdrop.locator.machine;

/// How two compared values relate; `SIGNED_` and `UNSIGNED_` as the processor distinguishes them.
/// The last six look at one flag alone and say nothing about the operands that this model keeps.
public enum Relation {
  EQUAL,
  NOT_EQUAL,
  UNSIGNED_LESS,
  UNSIGNED_GREATER_OR_EQUAL,
  UNSIGNED_LESS_OR_EQUAL,
  UNSIGNED_GREATER,
  SIGNED_LESS,
  SIGNED_GREATER_OR_EQUAL,
  SIGNED_LESS_OR_EQUAL,
  SIGNED_GREATER,
  NEGATIVE,
  NOT_NEGATIVE,
  OVERFLOW,
  NO_OVERFLOW,
  PARITY,
  NO_PARITY;

  /// The relation that holds when this one does not.
  public Relation negated() {
    return switch (this) {
      case EQUAL -> NOT_EQUAL;
      case NOT_EQUAL -> EQUAL;
      case UNSIGNED_LESS -> UNSIGNED_GREATER_OR_EQUAL;
      case UNSIGNED_GREATER_OR_EQUAL -> UNSIGNED_LESS;
      case UNSIGNED_LESS_OR_EQUAL -> UNSIGNED_GREATER;
      case UNSIGNED_GREATER -> UNSIGNED_LESS_OR_EQUAL;
      case SIGNED_LESS -> SIGNED_GREATER_OR_EQUAL;
      case SIGNED_GREATER_OR_EQUAL -> SIGNED_LESS;
      case SIGNED_LESS_OR_EQUAL -> SIGNED_GREATER;
      case SIGNED_GREATER -> SIGNED_LESS_OR_EQUAL;
      case NEGATIVE -> NOT_NEGATIVE;
      case NOT_NEGATIVE -> NEGATIVE;
      case OVERFLOW -> NO_OVERFLOW;
      case NO_OVERFLOW -> OVERFLOW;
      case PARITY -> NO_PARITY;
      case NO_PARITY -> PARITY;
    };
  }
}
