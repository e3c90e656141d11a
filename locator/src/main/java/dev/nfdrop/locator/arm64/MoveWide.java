package dev.nfdrop.locator.arm64;

import dev.nfdrop.locator.machine.Expression;
import dev.nfdrop.locator.machine.Expression.Binary;
import dev.nfdrop.locator.machine.Operator;
import dev.nfdrop.locator.machine.Width;
import java.util.Optional;

/// `movz`, `movn`, `movk`: sixteen bits at one of four places.
final class MoveWide {
  private static final int MOVN = 0;
  private static final int MOVZ = 2;
  private static final int MOVK = 3;
  private static final long PART = 0xffff;

  private MoveWide() {}

  static Optional<Meaning> decode(Word word, long address) {
    var width = word.width();
    int shift = word.field(22, 21) * 16;
    long part = word.field(20, 5);
    var d = Operand.of(word.d(), width);
    if (shift >= width.bits()) {
      return Meaning.unallocated();
    }
    long value = part << shift;
    var literal = "%s, #0x%x%s".formatted(d, part, shift == 0 ? "" : ", lsl #" + shift);
    boolean oddZero = part == 0 && shift != 0;
    return switch (word.field(30, 29)) {
      case MOVZ -> move(d, value, oddZero ? "movz " + literal : alias(d, value));
      case MOVN -> {
        long inverted = width.truncate(~value);
        boolean odd = oddZero || (width == Width.WORD && part == PART);
        yield move(d, inverted, odd ? "movn " + literal : alias(d, inverted));
      }
      case MOVK -> Meaning.of("movk " + literal, d.assign(keep(d, PART << shift, value)));
      default -> Meaning.unallocated();
    };
  }

  private static String alias(Operand d, long value) {
    return "mov %s, #0x%x".formatted(d, value);
  }

  private static Optional<Meaning> move(Operand d, long value, String text) {
    return Meaning.of(text, d.assign(Expression.immediate(value)));
  }

  private static Expression keep(Operand d, long mask, long value) {
    var width = d.width();
    var rest =
        new Binary(Operator.AND, width, d.value(), Expression.immediate(width.truncate(~mask)));
    return new Binary(Operator.OR, width, rest, Expression.immediate(value));
  }

  /// Whether a `movz` or `movn` makes this constant, which is then the preferred way to write it.
  static boolean canHold(long value, Width width) {
    for (int shift = 0; shift < width.bits(); shift += 16) {
      long elsewhere = width.truncate(~(PART << shift));
      if ((value & elsewhere) == 0 || (~value & elsewhere) == 0) {
        return true;
      }
    }
    return false;
  }
}
