package dev.nfdrop.locator.arm64;

import dev.nfdrop.locator.machine.Expression;
import dev.nfdrop.locator.machine.Width;
import java.util.Locale;

/// How a narrower register operand is widened.
enum Extension {
  UXTB(Width.BYTE, false),
  UXTH(Width.HALF, false),
  UXTW(Width.WORD, false),
  UXTX(Width.LONG, false),
  SXTB(Width.BYTE, true),
  SXTH(Width.HALF, true),
  SXTW(Width.WORD, true),
  SXTX(Width.LONG, true);

  private static final Extension[] BY_NUMBER = values();

  private final Width from;
  private final boolean signed;

  Extension(Width from, boolean signed) {
    this.from = from;
    this.signed = signed;
  }

  static Extension of(int number) {
    return BY_NUMBER[number];
  }

  /// Whether it changes nothing in an operand of this width, and may then be written `lsl`.
  boolean keeps(Width width) {
    return !signed && from == width;
  }

  Width registerWidth() {
    return from == Width.LONG ? Width.LONG : Width.WORD;
  }

  Expression apply(Width width, Operand operand, int amount) {
    return Shift.LSL.apply(width, extended(width, operand), amount);
  }

  private Expression extended(Width width, Operand operand) {
    if (operand.isZero()) {
      return operand.value();
    }
    if (from == Width.LONG || (from == Width.WORD && width == Width.WORD)) {
      return operand.value();
    }
    var low = Expression.read(operand.register(), from);
    return signed ? new Expression.SignExtend(low, from) : low;
  }

  /// What follows the register.
  String text(int amount, boolean asShift) {
    if (asShift) {
      return Shift.LSL.text(amount);
    }
    return ", " + name().toLowerCase(Locale.ROOT) + (amount == 0 ? "" : " #" + amount);
  }
}
