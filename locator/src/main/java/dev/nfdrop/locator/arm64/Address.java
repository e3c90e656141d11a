package dev.nfdrop.locator.arm64;

import dev.nfdrop.locator.machine.Effect;
import dev.nfdrop.locator.machine.Expression;
import dev.nfdrop.locator.machine.Expression.Binary;
import dev.nfdrop.locator.machine.Operator;
import dev.nfdrop.locator.machine.Width;
import java.util.List;

/// Where a load or store goes.
///
/// @param text in square brackets
/// @param value the address that is accessed
/// @param update what the access leaves in the base register, if it changes that
record Address(String text, Expression value, List<Effect> update) {
  private static Operand base(Word word) {
    return Operand.orStackPointer(word.n(), Width.LONG);
  }

  /// `[Xn]`.
  static Address plain(Word word) {
    return offset(word, 0);
  }

  /// `[Xn, #offset]`.
  static Address offset(Word word, long offset) {
    var base = base(word);
    var text = offset == 0 ? "[" + base + "]" : "[%s, #%d]".formatted(base, offset);
    return new Address(text, Expression.plus(base.value(), offset), List.of());
  }

  /// `[Xn, #offset]!`.
  static Address preIndex(Word word, long offset) {
    var base = base(word);
    var value = Expression.plus(base.value(), offset);
    return new Address("[%s, #%d]!".formatted(base, offset), value, base.assign(value));
  }

  /// `[Xn], #offset`.
  static Address postIndex(Word word, long offset) {
    var base = base(word);
    return new Address(
        "[%s], #%d".formatted(base, offset),
        base.value(),
        base.assign(Expression.plus(base.value(), offset)));
  }

  /// `[Xn, Rm, lsl #shift]`, or with an extension of a 32-bit Rm.
  static Address indexed(Word word, Extension extension, boolean scaled, int shift) {
    var base = base(word);
    var m = Operand.of(word.m(), extension.registerWidth());
    var index = extension.apply(Width.LONG, m, scaled ? shift : 0);
    var suffix = scaled ? " #" + shift : "";
    var text =
        extension == Extension.UXTX
            ? m + (scaled ? ", lsl" + suffix : "")
            : m + extension.text(0, false) + suffix;
    return new Address(
        "[" + base + ", " + text + "]",
        new Binary(Operator.ADD, Width.LONG, base.value(), index),
        List.of());
  }

  /// The place `bytes` further.
  Expression after(int bytes) {
    return value instanceof Binary(var operator, var _, var base, Expression.Immediate(long offset))
            && operator == Operator.ADD
        ? Expression.plus(base, offset + bytes)
        : Expression.plus(value, bytes);
  }
}
