package dev.nfdrop.locator.x86;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The instructions whose meaning is known, by opcode.
///
/// A row is: opcode in hex (`0f` first for the second map), `/digit` of ModR/M.reg where that
/// belongs to the opcode, `+` where eight or sixteen opcodes follow one another (register,
/// condition), the mnemonic, and operands in the manual's letters: `E` ModR/M.rm, `M` the same but
/// memory only, `G` ModR/M.reg, `Z` register in the opcode, `A` accumulator, `C` the register `cl`,
/// `I` immediate sign-extended, `U` immediate byte without sign, `J` relative target, `O` absolute
/// address, `X` memory at `rsi`, `Y` memory at `rdi`, `1` the number; then the width: `b` 1, `w` 2,
/// `d` 4, `q` 8 bytes, `v` by operand size (2, 4, 8), `z` the same but at most 4, `f` 8 whatever
/// the operand size.
final class OpcodeMap {
  private OpcodeMap() {}

  private static final int SECOND_MAP = 0x100;
  private static final int NO_DIGIT = 8;
  private static final int DIGITS = 16;

  // spotless:off
  private static final String ROWS =
      """
      50+ push Zf         58+ pop Zf          63 movsxd Gv,Ed     68 push Iz
      69 imul Gv,Ev,Iz    6a push Ib          6b imul Gv,Ev,Ib    70+ jcc Jb
      84 test Eb,Gb       85 test Ev,Gv       86 xchg Eb,Gb       87 xchg Ev,Gv
      88 mov Eb,Gb        89 mov Ev,Gv        8a mov Gb,Eb        8b mov Gv,Ev
      8d lea Gv,Mv        8f/0 pop Ef         90+ xchg Zv,Av      98 cdqe -
      99 cqo -            9c pushf -          9d popf -           a0 movabs Ab,Ob
      a1 movabs Av,Ov     a2 movabs Ob,Ab     a3 movabs Ov,Av     a4 movs Yb,Xb
      a5 movs Yv,Xv       a8 test Ab,Ib       a9 test Av,Iz       aa stos Yb,Ab
      ab stos Yv,Av       ac lods Ab,Xb       ad lods Av,Xv       b0+ mov Zb,Ib
      b8+ mov Zv,Iv       c3 ret -            c2 ret Uw           c6/0 mov Eb,Ib
      c7/0 mov Ev,Iz      c9 leave -          cc int3 -           e3 jrcxz Jb
      e8 call Jz          e9 jmp Jz           eb jmp Jb           f4 hlt -
      f6/0 test Eb,Ib     f6/1 test Eb,Ib     f7/0 test Ev,Iz     f7/1 test Ev,Iz
      f6/2 not Eb         f7/2 not Ev         f6/3 neg Eb         f7/3 neg Ev
      f6/4 mul Eb         f7/4 mul Ev         f6/5 imul Eb        f7/5 imul Ev
      f6/6 div Eb         f7/6 div Ev         f6/7 idiv Eb        f7/7 idiv Ev
      fa cli -            fb sti -            fc cld -            fe/0 inc Eb
      fe/1 dec Eb         ff/0 inc Ev         ff/1 dec Ev         ff/2 call Ef
      ff/4 jmp Ef         ff/6 push Ef
      0f0b ud2 -          0f0d prefetch Mb    0f18 prefetch Mb
      0f19 nop Ev         0f1a nop Ev         0f1b nop Ev         0f1c nop Ev
      0f1d nop Ev         0f1e nop Ev         0f1f nop Ev         0f31 rdtsc -
      0f40+ cmovcc Gv,Ev  0f80+ jcc Jz        0f90+ setcc Eb      0fa2 cpuid -
      0fa3 bt Ev,Gv       0fab bts Ev,Gv      0fb3 btr Ev,Gv      0fbb btc Ev,Gv
      0fba/4 bt Ev,Ub     0fba/5 bts Ev,Ub    0fba/6 btr Ev,Ub    0fba/7 btc Ev,Ub
      0fa4 shld Ev,Gv,Ub  0fa5 shld Ev,Gv,Cb  0fac shrd Ev,Gv,Ub  0fad shrd Ev,Gv,Cb
      0faf imul Gv,Ev     0fb0 cmpxchg Eb,Gb  0fb1 cmpxchg Ev,Gv  0fb6 movzx Gv,Eb
      0fb7 movzx Gv,Ew    0fbe movsx Gv,Eb    0fbf movsx Gv,Ew    0fbc bsf Gv,Ev
      0fbd bsr Gv,Ev      0fc0 xadd Eb,Gb     0fc1 xadd Ev,Gv     0fc8+ bswap Zv
      0fb8 popcnt Gv,Ev   0fb9 ud1 Gv,Ev      0fff ud0 Gv,Ev
      """;
  // spotless:on

  private static final List<String> ARITHMETIC =
      List.of("add", "or", "adc", "sbb", "and", "sub", "xor", "cmp");
  private static final List<String> SHIFTS =
      List.of("rol", "ror", "rcl", "rcr", "shl", "shr", "shl", "sar");

  private static final Map<Integer, Opcode> BY_KEY = build();

  /// The row for an opcode; `map` is 0 for one-byte opcodes, 1 for those behind `0f`.
  static Optional<Opcode> find(int map, int opcode, int digit) {
    int key = map * SECOND_MAP + opcode;
    var plain = BY_KEY.get(key * DIGITS + NO_DIGIT);
    return Optional.ofNullable(plain != null ? plain : BY_KEY.get(key * DIGITS + digit));
  }

  private static Map<Integer, Opcode> build() {
    var map = new HashMap<Integer, Opcode>();
    for (var row : ROWS.strip().split("\n| {2,}", -1)) {
      if (!row.isBlank()) {
        addRow(map, row.strip());
      }
    }
    for (int i = 0; i < ARITHMETIC.size(); i++) {
      addArithmetic(map, i);
      addShift(map, i);
    }
    return Map.copyOf(map);
  }

  private static void addArithmetic(Map<Integer, Opcode> map, int digit) {
    var name = ARITHMETIC.get(digit);
    var forms = List.of("Eb,Gb", "Ev,Gv", "Gb,Eb", "Gv,Ev", "Ab,Ib", "Av,Iz");
    for (int form = 0; form < forms.size(); form++) {
      addRow(map, "%02x %s %s".formatted(digit * 8 + form, name, forms.get(form)));
    }
    addRow(map, "80/" + digit + " " + name + " Eb,Ib");
    addRow(map, "81/" + digit + " " + name + " Ev,Iz");
    addRow(map, "83/" + digit + " " + name + " Ev,Ib");
  }

  private static void addShift(Map<Integer, Opcode> map, int digit) {
    var name = SHIFTS.get(digit);
    addRow(map, "c0/" + digit + " " + name + " Eb,Ub");
    addRow(map, "c1/" + digit + " " + name + " Ev,Ub");
    addRow(map, "d0/" + digit + " " + name + " Eb,1b");
    addRow(map, "d1/" + digit + " " + name + " Ev,1b");
    addRow(map, "d2/" + digit + " " + name + " Eb,Cb");
    addRow(map, "d3/" + digit + " " + name + " Ev,Cb");
  }

  private static void addRow(Map<Integer, Opcode> map, String row) {
    var fields = row.split(" ", -1);
    var code = fields[0];
    boolean many = code.endsWith("+");
    int slash = code.indexOf('/');
    int digit = slash < 0 ? NO_DIGIT : code.charAt(slash + 1) - '0';
    var hex =
        many ? code.substring(0, code.length() - 1) : slash < 0 ? code : code.substring(0, slash);
    int key =
        hex.length() == 4
            ? SECOND_MAP + Integer.parseInt(hex.substring(2), 16)
            : Integer.parseInt(hex, 16);
    var mnemonic = Mnemonic.valueOf(fields[1].toUpperCase(Locale.ROOT));
    var operands = fields[2].equals("-") ? List.<String>of() : List.of(fields[2].split(",", -1));
    int count = !many ? 1 : fields[1].endsWith("cc") ? 16 : 8;
    for (int i = 0; i < count; i++) {
      map.put((key + i) * DIGITS + digit, new Opcode(mnemonic, operands));
    }
  }
}
