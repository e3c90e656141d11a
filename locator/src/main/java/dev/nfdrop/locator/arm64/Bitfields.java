package dev.nfdrop.locator.arm64;

import dev.nfdrop.locator.machine.Expression;
import dev.nfdrop.locator.machine.Expression.Binary;
import dev.nfdrop.locator.machine.Operator;
import dev.nfdrop.locator.machine.Width;
import java.util.Optional;

/// `sbfm`, `bfm`, `ubfm`, under the names that say what they do, and `extr`.
final class Bitfields {
  private static final int SIGNED = 0;
  private static final int INSERT = 1;
  private static final int UNSIGNED = 2;

  private Bitfields() {}

  static Optional<Meaning> decode(Word word, long address) {
    var width = word.width();
    int rotation = word.field(21, 16);
    int last = word.field(15, 10);
    if (word.bit(22) != word.bit(31) || rotation >= width.bits() || last >= width.bits()) {
      return Meaning.unallocated();
    }
    var move = new Move(width, rotation, last, word.d(), word.n());
    return switch (word.field(30, 29)) {
      case SIGNED -> Meaning.of(move.signedText(), move.d().assign(move.signedValue()));
      case INSERT -> Meaning.of(move.insertText(), move.d().assign(move.insertedValue()));
      case UNSIGNED -> Meaning.of(move.unsignedText(), move.d().assign(move.unsignedValue()));
      default -> Meaning.unallocated();
    };
  }

  /// One bit-field move: bits `rotation` to `last` down to bit 0 if `last` is not below `rotation`,
  /// else bits 0 to `last` up to bit `bits - rotation`.
  ///
  /// @param rotation `immr`
  /// @param last `imms`
  private record Move(Width width, int rotation, int last, int target, int source) {
    Operand d() {
      return Operand.of(target, width);
    }

    Operand n() {
      return Operand.of(source, width);
    }

    private boolean extracts() {
      return last >= rotation;
    }

    private int count() {
      return extracts() ? last - rotation + 1 : last + 1;
    }

    private int lowest() {
      return extracts() ? rotation : width.bits() - rotation;
    }

    private boolean toTheTop() {
      return last == width.bits() - 1;
    }

    private long mask() {
      return count() == Long.SIZE ? -1 : (1L << count()) - 1;
    }

    private String field(String name) {
      return "%s %s, %s, #%d, #%d".formatted(name, d(), n(), lowest(), count());
    }

    String signedText() {
      if (toTheTop()) {
        return "asr %s, %s, #%d".formatted(d(), n(), rotation);
      }
      if (rotation == 0 && (last == 7 || last == 15 || last == 31)) {
        var name = last == 7 ? "sxtb" : last == 15 ? "sxth" : "sxtw";
        return "%s %s, %s".formatted(name, d(), Operand.of(source, Width.WORD));
      }
      return field(extracts() ? "sbfx" : "sbfiz");
    }

    String unsignedText() {
      if (toTheTop()) {
        return "lsr %s, %s, #%d".formatted(d(), n(), rotation);
      }
      if (last + 1 == rotation) {
        return "lsl %s, %s, #%d".formatted(d(), n(), lowest());
      }
      if (width == Width.WORD && rotation == 0 && (last == 7 || last == 15)) {
        return "%s %s, %s".formatted(last == 7 ? "uxtb" : "uxth", d(), n());
      }
      return field(extracts() ? "ubfx" : "ubfiz");
    }

    String insertText() {
      if (!extracts() && n().isZero()) {
        return "bfc %s, #%d, #%d".formatted(d(), lowest(), count());
      }
      return field(extracts() ? "bfxil" : "bfi");
    }

    Expression signedValue() {
      int above = width.bits() - 1 - last;
      var atTop = Shift.LSL.apply(width, n().value(), above);
      return Shift.ASR.apply(width, atTop, extracts() ? above + rotation : above - lowest());
    }

    Expression unsignedValue() {
      if (extracts()) {
        var low = Shift.LSR.apply(width, n().value(), rotation);
        return toTheTop() ? low : masked(low, mask());
      }
      return Shift.LSL.apply(
          width, last + 1 == rotation ? n().value() : masked(n().value(), mask()), lowest());
    }

    Expression insertedValue() {
      int to = extracts() ? 0 : lowest();
      var part =
          Shift.LSL.apply(
              width,
              masked(Shift.LSR.apply(width, n().value(), extracts() ? rotation : 0), mask()),
              to);
      return new Binary(
          Operator.OR, width, masked(d().value(), width.truncate(~(mask() << to))), part);
    }

    private Expression masked(Expression value, long bits) {
      return new Binary(Operator.AND, width, value, Expression.immediate(bits));
    }
  }

  /// `extr Rd, Rn, Rm, #lsb`: the bits from `lsb` on of Rn above Rm.
  static Optional<Meaning> extract(Word word, long address) {
    var width = word.width();
    int lowest = word.field(15, 10);
    if (word.bit(22) != word.bit(31) || lowest >= width.bits()) {
      return Meaning.unallocated();
    }
    var d = Operand.of(word.d(), width);
    var n = Operand.of(word.n(), width);
    var m = Operand.of(word.m(), width);
    if (word.n() == word.m()) {
      return Meaning.of(
          "ror %s, %s, #%d".formatted(d, n, lowest),
          d.assign(Shift.ROR.apply(width, n.value(), lowest)));
    }
    var low = Shift.LSR.apply(width, m.value(), lowest);
    var value =
        lowest == 0
            ? low
            : new Binary(
                Operator.OR, width, Shift.LSL.apply(width, n.value(), width.bits() - lowest), low);
    return Meaning.of("extr %s, %s, %s, #%d".formatted(d, n, m, lowest), d.assign(value));
  }
}
