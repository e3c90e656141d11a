package dev.nfdrop.locator.arm64;

import static dev.nfdrop.locator.arm64.Operand.THIRTY_ONE;

import dev.nfdrop.locator.machine.Effect;
import dev.nfdrop.locator.machine.Effect.SetFlags;
import dev.nfdrop.locator.machine.Effect.SetFlags.Operation;
import dev.nfdrop.locator.machine.Expression;
import dev.nfdrop.locator.machine.Expression.Binary;
import dev.nfdrop.locator.machine.Operator;
import dev.nfdrop.locator.machine.Width;
import java.util.List;
import java.util.Optional;

/// `add`, `adds`, `sub`, `subs` in their three forms, and those with carry.
final class Arithmetic {
  private Arithmetic() {}

  static Optional<Meaning> immediate(Word word, long address) {
    var n = Operand.orStackPointer(word.n(), word.width());
    var d = new Operand(word.d(), word.width(), !setsFlags(word));
    boolean shifted = word.bit(22);
    long value = (long) word.field(21, 10) << (shifted ? 12 : 0);
    if (!setsFlags(word) && !subtracts(word) && value == 0 && !shifted && isMove(n, d)) {
      return Meaning.of("mov " + d + ", " + n, d.assign(n.value()));
    }
    var text = "#0x%x%s".formatted(word.field(21, 10), shifted ? ", lsl #12" : "");
    return Meaning.of(
        text(word, d, n, text),
        Meaning.both(
            d.assign(sum(word, n.value(), Expression.immediate(value))),
            immediateFlags(word, n.value(), value)));
  }

  private static boolean isMove(Operand n, Operand d) {
    return n.number() == THIRTY_ONE || d.number() == THIRTY_ONE;
  }

  /// Adding a constant other than 0 sets the flags as subtracting its negative does.
  private static List<Effect> immediateFlags(Word word, Expression left, long value) {
    if (subtracts(word) || value == 0) {
      return flags(word, left, Expression.immediate(value));
    }
    return setsFlags(word) ? List.of(subtractFlags(word, left, -value)) : List.of();
  }

  private static SetFlags subtractFlags(Word word, Expression left, long right) {
    var width = word.width();
    return new SetFlags(
        Operation.SUBTRACT, width, left, Expression.immediate(width.truncate(right)));
  }

  static Optional<Meaning> shifted(Word word, long address) {
    var shift = Shift.of(word.field(23, 22));
    int amount = word.field(15, 10);
    var width = word.width();
    if (shift == Shift.ROR || amount >= width.bits()) {
      return Meaning.unallocated();
    }
    var m = Operand.of(word.m(), width);
    return registers(
        word,
        Operand.of(word.d(), width),
        Operand.of(word.n(), width),
        m + shift.text(amount),
        shift.apply(width, m.value(), amount));
  }

  static Optional<Meaning> extended(Word word, long address) {
    var extension = Extension.of(word.field(15, 13));
    int amount = word.field(12, 10);
    if (amount > 4) {
      return Meaning.unallocated();
    }
    var width = word.width();
    var d = new Operand(word.d(), width, !setsFlags(word));
    var n = Operand.orStackPointer(word.n(), width);
    var m = Operand.of(word.m(), width == Width.WORD ? width : extension.registerWidth());
    boolean plain =
        extension.keeps(width)
            && (n.number() == THIRTY_ONE || (d.number() == THIRTY_ONE && !setsFlags(word)));
    return registers(
        word, d, n, m + extension.text(amount, plain), extension.apply(width, m, amount));
  }

  private static Optional<Meaning> registers(
      Word word, Operand d, Operand n, String rightText, Expression right) {
    return Meaning.of(
        text(word, d, n, rightText),
        Meaning.both(d.assign(sum(word, n.value(), right)), flags(word, n.value(), right)));
  }

  static Optional<Meaning> withCarry(Word word, long address) {
    var d = Operand.of(word.d(), word.width());
    var n = Operand.of(word.n(), word.width());
    var m = Operand.of(word.m(), word.width());
    var suffix = setsFlags(word) ? "s " : " ";
    var text =
        subtracts(word) && n.isZero()
            ? "ngc" + suffix + d + ", " + m
            : (subtracts(word) ? "sbc" : "adc") + suffix + d + ", " + n + ", " + m;
    return Meaning.of(
        text,
        Meaning.both(
            d.assign(Expression.Unknown.of(n.value(), m.value())),
            setsFlags(word) ? List.of(new Effect.ClobberFlags()) : List.of()));
  }

  private static boolean subtracts(Word word) {
    return word.bit(30);
  }

  private static boolean setsFlags(Word word) {
    return word.bit(29);
  }

  private static String text(Word word, Operand d, Operand n, String right) {
    var name = (subtracts(word) ? "sub" : "add") + (setsFlags(word) ? "s" : "");
    if (setsFlags(word) && d.isZero()) {
      return (subtracts(word) ? "cmp " : "cmn ") + n + ", " + right;
    }
    if (subtracts(word) && n.isZero()) {
      return (setsFlags(word) ? "negs " : "neg ") + d + ", " + right;
    }
    return name + " " + d + ", " + n + ", " + right;
  }

  private static Expression sum(Word word, Expression left, Expression right) {
    if (word.width() == Width.LONG && right instanceof Expression.Immediate(long value)) {
      return Expression.plus(left, subtracts(word) ? -value : value);
    }
    var operator = subtracts(word) ? Operator.SUBTRACT : Operator.ADD;
    return new Binary(operator, word.width(), left, right);
  }

  /// The carry of an addition has no relation that compares operands, on this processor: only zero
  /// and sign are said.
  private static List<Effect> flags(Word word, Expression left, Expression right) {
    if (!setsFlags(word)) {
      return List.of();
    }
    return List.of(
        subtracts(word)
            ? new SetFlags(Operation.SUBTRACT, word.width(), left, right)
            : new SetFlags(
                Operation.RESULT, word.width(), sum(word, left, right), Expression.immediate(0)));
  }
}
