package dev.nfdrop.locator.arm64;

import dev.nfdrop.locator.machine.Effect;
import dev.nfdrop.locator.machine.Expression;
import dev.nfdrop.locator.machine.Expression.Unknown;
import dev.nfdrop.locator.machine.Width;
import java.util.List;
import java.util.Optional;

/// Vector and floating-point instructions, as far as they touch what is modelled: general
/// registers, flags, memory. They are not named.
final class Vectors {
  /// `st4` of four 16-byte registers.
  private static final int MOST_BYTES = 64;

  private Vectors() {}

  private static String text(Word word) {
    return Arm64Decoder.unnamed(word.bits());
  }

  /// `fmov Xd, Dn`, `fcvtzs`, `fjcvtzs` and their kin write a general register, or read one and
  /// write a vector register with the same number.
  static Optional<Meaning> convert(Word word, long address) {
    return Meaning.of(
        text(word),
        Meaning.both(
            Operand.of(word.d(), Width.LONG).clobber(), List.of(new Effect.ClobberFlags())));
  }

  /// `umov`, `smov`.
  static Optional<Meaning> moveOut(Word word, long address) {
    return Meaning.of(text(word), Operand.of(word.d(), Width.LONG).clobber());
  }

  /// `fcmp`, `fccmp`.
  static Optional<Meaning> compare(Word word, long address) {
    return Meaning.of(text(word), new Effect.ClobberFlags());
  }

  /// Everything else that works on vector registers alone.
  static Optional<Meaning> process(Word word, long address) {
    return Meaning.of(text(word));
  }

  /// `ld1` to `ld4`, `st1` to `st4`; with bit 23 the base register is moved on.
  static Optional<Meaning> structures(Word word, long address) {
    var base = Operand.orStackPointer(word.n(), Width.LONG);
    var written = new Effect.ClobberMemory(base.value(), Expression.immediate(MOST_BYTES));
    boolean load = word.bit(22);
    return Meaning.of(
        text(word),
        Meaning.both(
            word.bit(23) ? base.assign(Unknown.of(base.value())) : List.of(),
            load ? List.of() : List.of(written)));
  }
}
