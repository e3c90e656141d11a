package dev.nfdrop.locator.arm64;

import dev.nfdrop.locator.machine.Effect;
import dev.nfdrop.locator.machine.Expression;
import dev.nfdrop.locator.machine.Expression.Binary;
import dev.nfdrop.locator.machine.Operator;
import dev.nfdrop.locator.machine.Width;
import java.util.List;
import java.util.Optional;

/// `csel` and `ccmp` with their kin.
final class Selections {
  private static final List<String> NAMES = List.of("csel", "csinc", "csinv", "csneg");
  private static final List<String> SAME_NAMES = List.of("", "cinc", "cinv", "cneg");
  private static final List<String> ZERO_NAMES = List.of("", "cset", "csetm", "");

  private Selections() {}

  /// Rd = condition ? Rn : Rm, the second one as it is, plus 1, inverted or negated.
  static Optional<Meaning> select(Word word, long address) {
    var width = word.width();
    int code = word.field(15, 12);
    int variant = (word.bit(30) ? 2 : 0) + word.field(10, 10);
    var d = Operand.of(word.d(), width);
    var n = Operand.of(word.n(), width);
    var otherwise = changed(variant, width, Operand.of(word.m(), width).value());
    var value =
        Conditions.always(code)
            ? n.value()
            : new Expression.Select(Conditions.of(code), n.value(), otherwise);
    return Meaning.of(text(variant, code, word), d.assign(value));
  }

  private static String text(int variant, int code, Word word) {
    var d = Operand.of(word.d(), word.width());
    var n = Operand.of(word.n(), word.width());
    boolean same = word.n() == word.m() && !Conditions.always(code) && variant != 0;
    var inverted = Conditions.name(Conditions.inverted(code));
    if (same && n.isZero() && !ZERO_NAMES.get(variant).isEmpty()) {
      return ZERO_NAMES.get(variant) + " " + d + ", " + inverted;
    }
    if (same) {
      return SAME_NAMES.get(variant) + " " + d + ", " + n + ", " + inverted;
    }
    var m = Operand.of(word.m(), word.width());
    return "%s %s, %s, %s, %s".formatted(NAMES.get(variant), d, n, m, Conditions.name(code));
  }

  private static Expression changed(int variant, Width width, Expression value) {
    boolean zero = value instanceof Expression.Immediate;
    return switch (variant) {
      case 1 ->
          zero
              ? Expression.immediate(1)
              : new Binary(Operator.ADD, width, value, Expression.immediate(1));
      case 2 -> zero ? Expression.immediate(width.mask()) : Logic.not(width, value);
      case 3 -> zero ? value : new Binary(Operator.SUBTRACT, width, Expression.immediate(0), value);
      default -> value;
    };
  }

  /// `ccmp Rn, Rm|#imm, #nzcv, condition`: compares if the condition holds, else sets the flags to
  /// a constant.
  static Optional<Meaning> compare(Word word, long address) {
    var n = Operand.of(word.n(), word.width());
    var right =
        word.bit(11) ? "#0x%x".formatted(word.m()) : Operand.of(word.m(), word.width()).toString();
    return Meaning.of(
        "%s %s, %s, #0x%x, %s"
            .formatted(
                word.bit(30) ? "ccmp" : "ccmn",
                n,
                right,
                word.field(3, 0),
                Conditions.name(word.field(15, 12))),
        new Effect.ClobberFlags());
  }
}
