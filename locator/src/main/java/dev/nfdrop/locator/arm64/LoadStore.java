package dev.nfdrop.locator.arm64;

import dev.nfdrop.locator.machine.Expression;
import dev.nfdrop.locator.machine.Width;
import java.util.List;
import java.util.Optional;

/// Loads and stores of one register, in all addressing modes, and of a pair.
final class LoadStore {
  private static final List<Width> WIDTHS = List.of(Width.BYTE, Width.HALF, Width.WORD, Width.LONG);
  private static final List<String> PREFETCH_KINDS = List.of("pld", "pli", "pst");

  private LoadStore() {}

  /// What the fields `size`, `V` and `opc` select; empty for a prefetch and where nothing is.
  private static Optional<Access> access(Word word) {
    int size = word.field(31, 30);
    int operation = word.field(23, 22);
    boolean load = operation != 0;
    if (word.bit(26)) {
      boolean quad = operation >= 2;
      return quad && size != 0
          ? Optional.empty()
          : Optional.of(Access.vector((operation & 1) != 0, quad ? 16 : 1 << size));
    }
    var width = WIDTHS.get(size);
    if (operation < 2) {
      return Optional.of(
          Access.general(load, width, width == Width.LONG ? Width.LONG : Width.WORD));
    }
    boolean toLong = operation == 2;
    boolean exists = size < (toLong ? 3 : 2);
    return exists
        ? Optional.of(Access.signed(width, toLong ? Width.LONG : Width.WORD))
        : Optional.empty();
  }

  private static boolean prefetches(Word word) {
    return word.field(31, 30) == 3 && !word.bit(26) && word.field(23, 22) == 2;
  }

  /// The shift by which an offset is scaled: the size of the access.
  private static int scale(Word word) {
    return word.bit(26) && word.bit(23) ? 4 : word.field(31, 30);
  }

  /// `ldr Rt, [Xn, #offset]` with a scaled offset.
  static Optional<Meaning> unsigned(Word word, long address) {
    var at = Address.offset(word, (long) word.field(21, 10) << scale(word));
    return prefetches(word) ? prefetch("prfm", word, at) : single(word, "ldr", "str", at);
  }

  /// `ldur Rt, [Xn, #offset]`.
  static Optional<Meaning> unscaled(Word word, long address) {
    var at = Address.offset(word, word.signed(20, 12));
    return prefetches(word) ? prefetch("prfum", word, at) : single(word, "ldur", "stur", at);
  }

  static Optional<Meaning> postIndex(Word word, long address) {
    return single(word, "ldr", "str", Address.postIndex(word, word.signed(20, 12)));
  }

  static Optional<Meaning> preIndex(Word word, long address) {
    return single(word, "ldr", "str", Address.preIndex(word, word.signed(20, 12)));
  }

  /// `ldtr`: with the rights of user space.
  static Optional<Meaning> unprivileged(Word word, long address) {
    return word.bit(26)
        ? Meaning.unallocated()
        : single(word, "ldtr", "sttr", Address.offset(word, word.signed(20, 12)));
  }

  /// `ldr Rt, [Xn, Xm, lsl #shift]`.
  static Optional<Meaning> indexed(Word word, long address) {
    if (!word.bit(14)) {
      return Meaning.unallocated();
    }
    var extension = Extension.of(word.field(15, 13));
    var at = Address.indexed(word, extension, word.bit(12), scale(word));
    return prefetches(word) ? prefetch("prfm", word, at) : single(word, "ldr", "str", at);
  }

  private static Optional<Meaning> single(Word word, String load, String store, Address at) {
    return access(word)
        .flatMap(access ->
            Meaning.of(
                "%s %s, %s"
                    .formatted(access.mnemonic(load, store), access.register(word.d()), at.text()),
                Meaning.both(access.effects(word.d(), at.value()), at.update())));
  }

  private static Optional<Meaning> prefetch(String name, Word word, Address at) {
    return Meaning.of(name + " " + prefetchOperation(word.d()) + ", " + at.text());
  }

  private static String prefetchOperation(int number) {
    int kind = number >>> 3;
    int level = number >>> 1 & 3;
    return kind < PREFETCH_KINDS.size() && level < 3
        ? PREFETCH_KINDS.get(kind) + "l" + (level + 1) + ((number & 1) != 0 ? "strm" : "keep")
        : "#0x%02x".formatted(number);
  }

  /// `ldr Rt, label`.
  static Optional<Meaning> literal(Word word, long address) {
    long target = address + word.signed(23, 5) * Integer.BYTES;
    int operation = word.field(31, 30);
    boolean vector = word.bit(26);
    if (operation == 3) {
      return vector
          ? Meaning.unallocated()
          : Meaning.of("prfm " + prefetchOperation(word.d()) + ", " + Branches.hex(target));
    }
    var access =
        vector
            ? Access.vector(true, 4 << operation)
            : operation == 2
                ? Access.signed(Width.WORD, Width.LONG)
                : general(true, operation == 1);
    return Meaning.of(
        "%s %s, %s"
            .formatted(access.mnemonic("ldr", ""), access.register(word.d()), Branches.hex(target)),
        access.effects(word.d(), Expression.immediate(target)));
  }

  private static Access general(boolean load, boolean wide) {
    var width = wide ? Width.LONG : Width.WORD;
    return Access.general(load, width, width);
  }

  /// `ldp`, `stp`, `ldpsw`, `ldnp`, `stnp`.
  static Optional<Meaning> pair(Word word, long address) {
    int mode = word.field(24, 23);
    boolean load = word.bit(22);
    var access = pairAccess(word.field(31, 30), word.bit(26), load);
    boolean signed = access.map(Access::signed).orElse(false);
    boolean sameTarget = word.d() == word.a();
    if (access.isEmpty() || (signed && (mode == 0 || !load || sameTarget))) {
      return Meaning.unallocated();
    }
    long offset = word.signed(21, 15) * access.get().bytes();
    var at =
        switch (mode) {
          case 1 -> Address.postIndex(word, offset);
          case 3 -> Address.preIndex(word, offset);
          default -> Address.offset(word, offset);
        };
    var name =
        mode == 0 ? access.get().mnemonic("ldnp", "stnp") : access.get().mnemonic("ldp", "stp");
    return pair(word, name, access.get(), at);
  }

  private static Optional<Access> pairAccess(int operation, boolean vector, boolean load) {
    if (operation == 3) {
      return Optional.empty();
    }
    if (vector) {
      return Optional.of(Access.vector(load, 4 << operation));
    }
    return Optional.of(
        operation == 1 ? Access.signed(Width.WORD, Width.LONG) : general(load, operation == 2));
  }

  static Optional<Meaning> pair(Word word, String name, Access access, Address at) {
    return Meaning.of(
        "%s %s, %s, %s"
            .formatted(name, access.register(word.d()), access.register(word.a()), at.text()),
        Meaning.both(
            Meaning.both(
                access.effects(word.d(), at.value()),
                access.effects(word.a(), at.after(access.bytes()))),
            at.update()));
  }
}
