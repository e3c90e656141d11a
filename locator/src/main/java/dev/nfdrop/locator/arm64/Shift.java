package dev.nfdrop.locator.arm64;

import dev.nfdrop.locator.machine.Expression;
import dev.nfdrop.locator.machine.Operator;
import dev.nfdrop.locator.machine.Width;
import java.util.Locale;

/// How a register operand is shifted.
enum Shift {
  LSL(Operator.SHIFT_LEFT),
  LSR(Operator.SHIFT_RIGHT),
  ASR(Operator.SHIFT_RIGHT_SIGNED),
  ROR(Operator.ROTATE_RIGHT);

  private static final Shift[] BY_NUMBER = values();

  private final Operator operator;

  Shift(Operator operator) {
    this.operator = operator;
  }

  static Shift of(int number) {
    return BY_NUMBER[number];
  }

  Expression apply(Width width, Expression value, int amount) {
    return amount == 0 ? value : apply(width, value, Expression.immediate(amount));
  }

  Expression apply(Width width, Expression value, Expression amount) {
    return new Expression.Binary(operator, width, value, amount);
  }

  String mnemonic() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// What follows the register: nothing for `lsl #0`.
  String text(int amount) {
    return this == LSL && amount == 0 ? "" : ", " + mnemonic() + " #" + amount;
  }
}
