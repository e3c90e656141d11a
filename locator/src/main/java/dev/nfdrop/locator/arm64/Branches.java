package dev.nfdrop.locator.arm64;

import static dev.nfdrop.locator.arm64.Operand.THIRTY_ONE;

import dev.nfdrop.locator.machine.Condition;
import dev.nfdrop.locator.machine.Control;
import dev.nfdrop.locator.machine.Expression;
import dev.nfdrop.locator.machine.Expression.Binary;
import dev.nfdrop.locator.machine.Operator;
import dev.nfdrop.locator.machine.Relation;
import dev.nfdrop.locator.machine.Target;
import dev.nfdrop.locator.machine.Width;
import java.util.Optional;

/// Branches, and addresses counted from the instruction.
final class Branches {
  private static final int PAGE_BITS = 12;

  private Branches() {}

  /// `b`, `bl`.
  static Optional<Meaning> immediate(Word word, long address) {
    long target = address + word.signed(25, 0) * Integer.BYTES;
    boolean links = word.bit(31);
    var direct = new Target.Direct(target);
    return Meaning.branch(
        (links ? "bl " : "b ") + hex(target),
        links ? new Control.Call(direct) : new Control.Jump(direct));
  }

  /// `b.eq` and so on; with bit 4 `bc.eq`, the same with a hint.
  static Optional<Meaning> conditional(Word word, long address) {
    long target = address + word.signed(23, 5) * Integer.BYTES;
    int code = word.field(3, 0);
    var text = (word.bit(4) ? "bc." : "b.") + Conditions.name(code) + " " + hex(target);
    return Meaning.branch(
        text,
        Conditions.always(code)
            ? new Control.Jump(new Target.Direct(target))
            : new Control.Branch(Conditions.of(code), target));
  }

  /// `cbz`, `cbnz`.
  static Optional<Meaning> compare(Word word, long address) {
    long target = address + word.signed(23, 5) * Integer.BYTES;
    var width = word.width();
    var operand = Operand.of(word.d(), width);
    return Meaning.branch(
        "%s %s, %s".formatted(word.bit(24) ? "cbnz" : "cbz", operand, hex(target)),
        new Control.Branch(isZero(word, width, operand.value()), target));
  }

  /// `tbz`, `tbnz`.
  static Optional<Meaning> test(Word word, long address) {
    long target = address + word.signed(18, 5) * Integer.BYTES;
    int bit = (word.bit(31) ? 32 : 0) + word.field(23, 19);
    var width = word.width();
    var operand = Operand.of(word.d(), width);
    var tested = new Binary(Operator.AND, width, operand.value(), Expression.immediate(1L << bit));
    return Meaning.branch(
        "%s %s, #%d, %s".formatted(word.bit(24) ? "tbnz" : "tbz", operand, bit, hex(target)),
        new Control.Branch(isZero(word, width, tested), target));
  }

  private static Condition isZero(Word word, Width width, Expression value) {
    var relation = word.bit(24) ? Relation.NOT_EQUAL : Relation.EQUAL;
    return new Condition.Compare(relation, width, value, Expression.immediate(0));
  }

  /// `br`, `blr`, `ret`, `eret`, and with pointer authentication.
  static Optional<Meaning> register(Word word, long address) {
    int operation = word.field(24, 21);
    boolean signed = word.bit(11);
    var key = word.bit(10) ? "b" : "a";
    var n = Operand.of(word.n(), Width.LONG);
    var m = Operand.orStackPointer(word.field(4, 0), Width.LONG);
    boolean alone = word.field(4, 0) == (signed ? THIRTY_ONE : 0);
    if (operation == 8 || operation == 9) {
      var text = (operation == 8 ? "bra" : "blra") + key + " " + n + ", " + m;
      return signed ? indirect(operation == 9, text, n) : Meaning.unallocated();
    }
    if (!alone || (!signed && word.bit(10))) {
      return Meaning.unallocated();
    }
    return switch (operation) {
      case 0 -> indirect(false, (signed ? "bra" + key + "z " : "br ") + n, n);
      case 1 -> indirect(true, (signed ? "blra" + key + "z " : "blr ") + n, n);
      case 2 -> goBack(word, signed ? "reta" + key : word.n() == 30 ? "ret" : "ret " + n, signed);
      case 4 -> goBack(word, signed ? "ereta" + key : "eret", true);
      default -> Meaning.unallocated();
    };
  }

  private static Optional<Meaning> indirect(boolean links, String text, Operand to) {
    var target = new Target.Indirect(to.value());
    return Meaning.branch(text, links ? new Control.Call(target) : new Control.Jump(target));
  }

  private static Optional<Meaning> goBack(Word word, String text, boolean implied) {
    return implied && word.n() != THIRTY_ONE
        ? Meaning.unallocated()
        : Meaning.branch(text, new Control.Return());
  }

  /// `adr`, `adrp`.
  static Optional<Meaning> address(Word word, long address) {
    long distance = word.signed(23, 5) << 2 | word.field(30, 29);
    boolean pages = word.bit(31);
    long target =
        pages ? (address >>> PAGE_BITS << PAGE_BITS) + (distance << PAGE_BITS) : address + distance;
    var d = Operand.of(word.d(), Width.LONG);
    return Meaning.of(
        "%s %s, %s".formatted(pages ? "adrp" : "adr", d, hex(target)),
        d.assign(Expression.immediate(target)));
  }

  static String hex(long address) {
    return "0x" + Long.toHexString(address);
  }
}
