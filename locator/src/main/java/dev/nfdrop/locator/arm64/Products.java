package dev.nfdrop.locator.arm64;

import dev.nfdrop.locator.machine.Expression;
import dev.nfdrop.locator.machine.Expression.Binary;
import dev.nfdrop.locator.machine.Expression.Unknown;
import dev.nfdrop.locator.machine.Operator;
import dev.nfdrop.locator.machine.Width;
import java.util.List;
import java.util.Optional;

/// Data processing with one, two and three source registers.
final class Products {
  private static final List<String> REVERSALS =
      List.of("rbit", "rev16", "rev", "rev32", "clz", "cls");
  private static final List<String> SIGNING_KEYS = List.of("ia", "ib", "da", "db");
  private static final List<String> CHECKSUM_SIZES = List.of("b", "h", "w", "x");

  private Products() {}

  /// `madd`, `msub`: Rd = Ra ± Rn * Rm, without Ra `mul` and `mneg`.
  static Optional<Meaning> multiplyAdd(Word word, long address) {
    var width = word.width();
    var product =
        new Binary(
            Operator.MULTIPLY,
            width,
            Operand.of(word.n(), width).value(),
            Operand.of(word.m(), width).value());
    return accumulate(word, width, width, product, List.of("madd", "mul", "msub", "mneg"));
  }

  /// `smaddl`, `umaddl` and their kin: the same with 32-bit factors.
  static Optional<Meaning> multiplyAddLong(Word word, long address) {
    boolean unsigned = word.bit(23);
    var product =
        new Binary(
            Operator.MULTIPLY, Width.LONG, factor(word.n(), unsigned), factor(word.m(), unsigned));
    var sign = unsigned ? "u" : "s";
    return accumulate(
        word,
        Width.LONG,
        Width.WORD,
        product,
        List.of(sign + "maddl", sign + "mull", sign + "msubl", sign + "mnegl"));
  }

  private static Expression factor(int register, boolean unsigned) {
    var operand = Operand.of(register, Width.WORD);
    return unsigned || operand.isZero()
        ? operand.value()
        : new Expression.SignExtend(operand.value(), Width.WORD);
  }

  private static Optional<Meaning> accumulate(
      Word word, Width width, Width factors, Expression product, List<String> names) {
    var d = Operand.of(word.d(), width);
    var a = Operand.of(word.a(), width);
    boolean subtracts = word.bit(15);
    var name = names.get((subtracts ? 2 : 0) + (a.isZero() ? 1 : 0));
    var value =
        a.isZero() && !subtracts
            ? product
            : new Binary(subtracts ? Operator.SUBTRACT : Operator.ADD, width, a.value(), product);
    var factorsText = Operand.of(word.n(), factors) + ", " + Operand.of(word.m(), factors);
    return Meaning.of(
        name + " " + d + ", " + factorsText + (a.isZero() ? "" : ", " + a), d.assign(value));
  }

  /// `smulh`, `umulh`.
  static Optional<Meaning> multiplyHigh(Word word, long address) {
    return unknown(word, word.bit(23) ? "umulh" : "smulh", Width.LONG, Width.LONG, Width.LONG);
  }

  static Optional<Meaning> divide(Word word, long address) {
    var width = word.width();
    return unknown(word, word.bit(10) ? "sdiv" : "udiv", width, width, width);
  }

  /// `lslv` and so on, written `lsl Rd, Rn, Rm`; the count is taken modulo the width.
  static Optional<Meaning> shift(Word word, long address) {
    var width = word.width();
    var shift = Shift.of(word.field(11, 10));
    var d = Operand.of(word.d(), width);
    var n = Operand.of(word.n(), width);
    var m = Operand.of(word.m(), width);
    return Meaning.of(
        "%s %s, %s, %s".formatted(shift.mnemonic(), d, n, m),
        d.assign(shift.apply(width, n.value(), m.value())));
  }

  static Optional<Meaning> checksum(Word word, long address) {
    int size = word.field(11, 10);
    if ((size == 3) != word.bit(31)) {
      return Meaning.unallocated();
    }
    var name = (word.bit(12) ? "crc32c" : "crc32") + CHECKSUM_SIZES.get(size);
    return unknown(word, name, Width.WORD, Width.WORD, word.width());
  }

  /// `pacga Xd, Xn, Xm|sp`.
  static Optional<Meaning> signGeneric(Word word, long address) {
    var d = Operand.of(word.d(), Width.LONG);
    var n = Operand.of(word.n(), Width.LONG);
    var m = Operand.orStackPointer(word.m(), Width.LONG);
    return Meaning.of(
        "pacga " + d + ", " + n + ", " + m, d.assign(Unknown.of(n.value(), m.value())));
  }

  private static Optional<Meaning> unknown(
      Word word, String name, Width target, Width left, Width right) {
    var d = Operand.of(word.d(), target);
    var n = Operand.of(word.n(), left);
    var m = Operand.of(word.m(), right);
    return Meaning.of(
        "%s %s, %s, %s".formatted(name, d, n, m), d.assign(Unknown.of(n.value(), m.value())));
  }

  /// `rbit`, `rev`, `clz` and their kin.
  static Optional<Meaning> reverse(Word word, long address) {
    int operation = word.field(12, 10);
    boolean wide = word.bit(31);
    if (operation >= REVERSALS.size() || (operation == 3 && !wide)) {
      return Meaning.unallocated();
    }
    // Operation 2 turns words: the whole of a 32-bit register, both halves of a 64-bit one.
    int name = wide && (operation == 2 || operation == 3) ? 5 - operation : operation;
    var d = Operand.of(word.d(), word.width());
    var n = Operand.of(word.n(), word.width());
    return Meaning.of(
        "%s %s, %s".formatted(REVERSALS.get(name), d, n), d.assign(Unknown.of(n.value())));
  }

  /// `pacia Xd, Xn|sp`, `autia`, and with a zero modifier `paciza Xd`; `xpaci Xd`.
  static Optional<Meaning> sign(Word word, long address) {
    int operation = word.field(15, 10);
    var d = Operand.of(word.d(), Width.LONG);
    boolean alone = operation >= 8;
    if (operation > 17 || (alone && word.n() != Operand.THIRTY_ONE)) {
      return Meaning.unallocated();
    }
    if (operation >= 16) {
      return Meaning.of(
          (operation == 16 ? "xpaci " : "xpacd ") + d, d.assign(Unknown.of(d.value())));
    }
    var verb = (operation & 4) == 0 ? "pac" : "aut";
    var key = SIGNING_KEYS.get(operation & 3);
    if (alone) {
      var text = verb + key.charAt(0) + "z" + key.charAt(1) + " " + d;
      return Meaning.of(text, d.assign(Unknown.of(d.value())));
    }
    var n = Operand.orStackPointer(word.n(), Width.LONG);
    return Meaning.of(verb + key + " " + d + ", " + n, d.assign(Unknown.of(d.value(), n.value())));
  }
}
