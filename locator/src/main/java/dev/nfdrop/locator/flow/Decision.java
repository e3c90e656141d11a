package dev.nfdrop.locator.flow;

import dev.nfdrop.locator.machine.Relation;
import dev.nfdrop.locator.machine.Width;

/// Whether a condition holds, as far as values tell.
enum Decision {
  YES,
  NO,
  EITHER;

  static Decision of(boolean truth) {
    return truth ? YES : NO;
  }

  Decision negated() {
    return switch (this) {
      case YES -> NO;
      case NO -> YES;
      case EITHER -> EITHER;
    };
  }

  /// Whether a branch so decided may take an edge.
  boolean allows(Edge edge) {
    return switch (edge.when()) {
      case ALWAYS, KEY -> true;
      case CONDITION_HOLDS -> this != NO;
      case CONDITION_FAILS -> this != YES;
    };
  }

  /// Decides `relation` from flags set by an operation on known numbers.
  static Decision of(Relation relation, Flags flags) {
    if (!(flags.left() instanceof Value.Constant(var left))
        || !(flags.right() instanceof Value.Constant(var right))) {
      return EITHER;
    }
    var width = flags.width();
    return switch (flags.operation()) {
      case SUBTRACT -> compare(relation, width, left, right);
      case AND -> compare(relation, width, left & right, 0);
      case RESULT -> ofResult(relation, width, left);
      case ADD -> ofResult(relation, width, width.truncate(left + right));
      case BIT -> ofBit(relation, width, left, right);
    };
  }

  private static Decision ofBit(Relation relation, Width width, long left, long bit) {
    boolean carry = (left >>> (bit & (width.bits() - 1)) & 1) != 0;
    return switch (relation) {
      case UNSIGNED_LESS -> of(carry);
      case UNSIGNED_GREATER_OR_EQUAL -> of(!carry);
      default -> EITHER;
    };
  }

  private static Decision ofResult(Relation relation, Width width, long result) {
    return switch (relation) {
      case EQUAL, NOT_EQUAL, NEGATIVE, NOT_NEGATIVE -> compare(relation, width, result, 0);
      default -> EITHER;
    };
  }

  static Decision compare(Relation relation, Width width, long left, long right) {
    long unsignedOrder = Long.compareUnsigned(width.truncate(left), width.truncate(right));
    long signedOrder = Long.compare(width.signExtend(left), width.signExtend(right));
    return switch (relation) {
      case EQUAL -> of(unsignedOrder == 0);
      case UNSIGNED_LESS -> of(unsignedOrder < 0);
      case UNSIGNED_LESS_OR_EQUAL -> of(unsignedOrder <= 0);
      case SIGNED_LESS -> of(signedOrder < 0);
      case SIGNED_LESS_OR_EQUAL -> of(signedOrder <= 0);
      case NEGATIVE -> of(width.signExtend(left - right) < 0);
      case NOT_EQUAL, UNSIGNED_GREATER_OR_EQUAL, UNSIGNED_GREATER ->
          compare(relation.negated(), width, left, right).negated();
      case SIGNED_GREATER_OR_EQUAL, SIGNED_GREATER, NOT_NEGATIVE ->
          compare(relation.negated(), width, left, right).negated();
      case OVERFLOW, NO_OVERFLOW, PARITY, NO_PARITY -> EITHER;
    };
  }
}
