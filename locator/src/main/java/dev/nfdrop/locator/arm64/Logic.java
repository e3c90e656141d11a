package dev.nfdrop.locator.arm64;

import dev.nfdrop.locator.machine.Effect;
import dev.nfdrop.locator.machine.Effect.SetFlags;
import dev.nfdrop.locator.machine.Expression;
import dev.nfdrop.locator.machine.Expression.Binary;
import dev.nfdrop.locator.machine.Operator;
import dev.nfdrop.locator.machine.Width;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// `and`, `orr`, `eor`, `ands` with a bit mask or a shifted register, also inverted, and the moves
/// of 16-bit constants.
final class Logic {
  private static final int AND = 0;
  private static final int ORR = 1;
  private static final int ANDS = 3;
  private static final List<String> NAMES = List.of("and", "orr", "eor", "ands");
  private static final List<String> INVERTED_NAMES = List.of("bic", "orn", "eon", "bics");
  private static final List<Operator> OPERATORS =
      List.of(Operator.AND, Operator.OR, Operator.XOR, Operator.AND);

  private Logic() {}

  static Optional<Meaning> immediate(Word word, long address) {
    var width = word.width();
    int operation = word.field(30, 29);
    var mask = BitMask.decode(word.bit(22), word.field(21, 16), word.field(15, 10), width);
    if (mask.isEmpty()) {
      return Meaning.unallocated();
    }
    var d = new Operand(word.d(), width, operation != ANDS);
    var n = Operand.of(word.n(), width);
    var value = Expression.immediate(mask.getAsLong());
    var operands = "%s, #0x%x".formatted(n, mask.getAsLong());
    String text;
    if (operation == ORR && n.isZero() && isPreferredMove(d, mask.getAsLong())) {
      text = "mov %s, #0x%x".formatted(d, mask.getAsLong());
    } else if (operation == ANDS && d.isZero()) {
      text = "tst " + operands;
    } else {
      text = NAMES.get(operation) + " " + d + ", " + operands;
    }
    return Meaning.of(text, effects(operation, width, d, n, value));
  }

  /// Where `movz` and `movn` cannot do it: they never write the stack pointer.
  private static boolean isPreferredMove(Operand d, long value) {
    return d.number() == Operand.THIRTY_ONE || !MoveWide.canHold(value, d.width());
  }

  static Optional<Meaning> shifted(Word word, long address) {
    var width = word.width();
    int amount = word.field(15, 10);
    if (amount >= width.bits()) {
      return Meaning.unallocated();
    }
    int operation = word.field(30, 29);
    boolean inverted = word.bit(21);
    var shift = Shift.of(word.field(23, 22));
    var d = Operand.of(word.d(), width);
    var n = Operand.of(word.n(), width);
    var m = Operand.of(word.m(), width);
    var right = shift.apply(width, m.value(), amount);
    boolean unshifted = shift == Shift.LSL && amount == 0;
    if (operation == ORR && n.isZero() && !inverted && unshifted) {
      return Meaning.of("mov " + d + ", " + m, d.assign(m.value()));
    }
    return Meaning.of(
        text(operation, inverted, d, n, m + shift.text(amount)),
        effects(operation, width, d, n, inverted ? not(width, right) : right));
  }

  private static String text(int operation, boolean inverted, Operand d, Operand n, String right) {
    if (operation == ORR && inverted && n.isZero()) {
      return "mvn " + d + ", " + right;
    }
    if (operation == ANDS && !inverted && d.isZero()) {
      return "tst " + n + ", " + right;
    }
    return (inverted ? INVERTED_NAMES : NAMES).get(operation) + " " + d + ", " + n + ", " + right;
  }

  private static List<Effect> effects(
      int operation, Width width, Operand d, Operand n, Expression right) {
    Expression value =
        n.isZero() && operation != AND && operation != ANDS
            ? right
            : new Binary(OPERATORS.get(operation), width, n.value(), right);
    return Meaning.both(
        d.assign(value),
        operation == ANDS
            ? List.of(new SetFlags(SetFlags.Operation.AND, width, n.value(), right))
            : List.of());
  }

  static Expression not(Width width, Expression value) {
    return new Binary(Operator.XOR, width, value, Expression.immediate(width.mask()));
  }

  /// The masks that fit into 13 bits: a run of ones, rotated, repeated.
  private static final class BitMask {
    private BitMask() {}

    /// `DecodeBitMasks()` of the manual.
    static OptionalLong decode(boolean highBit, int rotation, int ones, Width width) {
      int pattern = (highBit ? 0x40 : 0) | (~ones & 0x3f);
      int elementBits = Integer.highestOneBit(pattern);
      if (elementBits < 2 || elementBits > width.bits()) {
        return OptionalLong.empty();
      }
      int levels = elementBits - 1;
      int lastOne = ones & levels;
      if (lastOne == levels) {
        return OptionalLong.empty();
      }
      long element = (1L << (lastOne + 1)) - 1;
      long repeated = 0;
      for (int at = 0; at < Long.SIZE; at += elementBits) {
        repeated |= element << at;
      }
      // Rotating every element is rotating the whole.
      return OptionalLong.of(width.truncate(Long.rotateRight(repeated, rotation & levels)));
    }
  }
}
