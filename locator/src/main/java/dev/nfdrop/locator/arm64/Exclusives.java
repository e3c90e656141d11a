package dev.nfdrop.locator.arm64;

import dev.nfdrop.locator.machine.Effect;
import dev.nfdrop.locator.machine.Expression;
import dev.nfdrop.locator.machine.Width;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Exclusive and ordered accesses, compare-and-swap, atomic operations.
final class Exclusives {
  private static final List<Width> WIDTHS = List.of(Width.BYTE, Width.HALF, Width.WORD, Width.LONG);
  private static final List<String> ATOMICS =
      List.of("add", "clr", "eor", "set", "smax", "smin", "umax", "umin");

  private Exclusives() {}

  private static Access access(Word word, boolean load) {
    var width = WIDTHS.get(word.field(31, 30));
    return Access.general(load, width, width == Width.LONG ? Width.LONG : Width.WORD);
  }

  private static Effect written(Address at, int bytes) {
    return new Effect.ClobberMemory(at.value(), Expression.immediate(bytes));
  }

  /// `ldxr`, `ldaxr`, `stxr`, `stlxr`. A store may fail; its status says so.
  static Optional<Meaning> single(Word word, long address) {
    boolean load = word.bit(22);
    var access = access(word, load);
    var at = Address.plain(word);
    var name = access.mnemonic(word.bit(15) ? "ldaxr" : "ldxr", word.bit(15) ? "stlxr" : "stxr");
    var register = access.register(word.d()) + ", " + at.text();
    return load
        ? Meaning.of(name + " " + register, access.effects(word.d(), at.value()))
        : store(word, name, register, at, access.bytes());
  }

  /// The same with two registers.
  static Optional<Meaning> pair(Word word, long address) {
    boolean load = word.bit(22);
    var width = word.bit(30) ? Width.LONG : Width.WORD;
    var access = Access.general(load, width, width);
    var at = Address.plain(word);
    if (load) {
      return LoadStore.pair(word, word.bit(15) ? "ldaxp" : "ldxp", access, at);
    }
    var registers = access.register(word.d()) + ", " + access.register(word.a()) + ", " + at.text();
    return store(word, word.bit(15) ? "stlxp" : "stxp", registers, at, 2 * access.bytes());
  }

  private static Optional<Meaning> store(
      Word word, String name, String registers, Address at, int bytes) {
    var status = Operand.of(word.m(), Width.WORD);
    return Meaning.of(
        name + " " + status + ", " + registers,
        Meaning.both(status.clobber(), List.of(written(at, bytes))));
  }

  /// `ldar`, `stlr`, and `ldlar`, `stllr`.
  static Optional<Meaning> ordered(Word word, long address) {
    if (word.bit(22) && word.bit(15) && word.m() != Operand.THIRTY_ONE) {
      return Meaning.unallocated();
    }
    var access = access(word, word.bit(22));
    var at = Address.plain(word);
    var name = access.mnemonic(word.bit(15) ? "ldar" : "ldlar", word.bit(15) ? "stlr" : "stllr");
    return Meaning.of(
        "%s %s, %s".formatted(name, access.register(word.d()), at.text()),
        access.effects(word.d(), at.value()));
  }

  /// `ldapr Rt, [Xn]`.
  static Optional<Meaning> loadAcquire(Word word, long address) {
    var access = access(word, true);
    var at = Address.plain(word);
    return Meaning.of(
        "%s %s, %s".formatted(access.mnemonic("ldapr", ""), access.register(word.d()), at.text()),
        access.effects(word.d(), at.value()));
  }

  /// `ldapur`, `stlur`, with an offset.
  static Optional<Meaning> orderedUnscaled(Word word, long address) {
    int operation = word.field(23, 22);
    int size = word.field(31, 30);
    if (operation >= 2 && size >= 5 - operation) {
      return Meaning.unallocated();
    }
    var access =
        operation < 2
            ? access(word, operation == 1)
            : Access.signed(WIDTHS.get(size), operation == 2 ? Width.LONG : Width.WORD);
    var at = Address.offset(word, word.signed(20, 12));
    return Meaning.of(
        "%s %s, %s"
            .formatted(access.mnemonic("ldapur", "stlur"), access.register(word.d()), at.text()),
        access.effects(word.d(), at.value()));
  }

  /// `cas Rs, Rt, [Xn]`: Rs receives what was in memory.
  static Optional<Meaning> compareAndSwap(Word word, long address) {
    var access = access(word, true);
    var at = Address.plain(word);
    var name = "cas" + order(word.bit(22), word.bit(15)) + access.suffix();
    return Meaning.of(
        "%s %s, %s, %s"
            .formatted(name, access.register(word.m()), access.register(word.d()), at.text()),
        Meaning.both(access.effects(word.m(), at.value()), List.of(written(at, access.bytes()))));
  }

  /// `casp Rs, Rs+1, Rt, Rt+1, [Xn]`.
  static Optional<Meaning> compareAndSwapPair(Word word, long address) {
    if (((word.m() | word.d()) & 1) != 0) {
      return Meaning.unallocated();
    }
    var width = word.bit(30) ? Width.LONG : Width.WORD;
    var access = Access.general(true, width, width);
    var at = Address.plain(word);
    var effects = new ArrayList<>(access.effects(word.m(), at.value()));
    effects.addAll(access.effects(word.m() + 1, at.after(access.bytes())));
    effects.add(written(at, 2 * access.bytes()));
    return Meaning.of(
        "casp%s %s, %s, %s, %s, %s"
            .formatted(
                order(word.bit(22), word.bit(15)),
                access.register(word.m()),
                access.register(word.m() + 1),
                access.register(word.d()),
                access.register(word.d() + 1),
                at.text()),
        effects);
  }

  /// `ldadd Rs, Rt, [Xn]` and so on: Rt receives what was in memory; `stadd` drops it.
  static Optional<Meaning> atomic(Word word, long address) {
    var name = ATOMICS.get(word.field(14, 12));
    boolean dropped = word.d() == Operand.THIRTY_ONE && !word.bit(23);
    if (!dropped) {
      return exchange(word, "ld" + name);
    }
    var access = access(word, true);
    var at = Address.plain(word);
    return Meaning.of(
        "st%s%s %s, %s"
            .formatted(
                name + order(false, word.bit(22)),
                access.suffix(),
                access.register(word.m()),
                at.text()),
        written(at, access.bytes()));
  }

  /// `swp Rs, Rt, [Xn]`.
  static Optional<Meaning> swap(Word word, long address) {
    return exchange(word, "swp");
  }

  private static Optional<Meaning> exchange(Word word, String name) {
    var access = access(word, true);
    var at = Address.plain(word);
    return Meaning.of(
        "%s%s%s %s, %s, %s"
            .formatted(
                name,
                order(word.bit(23), word.bit(22)),
                access.suffix(),
                access.register(word.m()),
                access.register(word.d()),
                at.text()),
        Meaning.both(access.effects(word.d(), at.value()), List.of(written(at, access.bytes()))));
  }

  private static String order(boolean acquire, boolean release) {
    return (acquire ? "a" : "") + (release ? "l" : "");
  }
}
