package dev.nfdrop.locator.arm64;

import static dev.nfdrop.locator.arm64.Encoding.row;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// All encodings that are understood, in the order of the manual's chapter C4. Where two rows fit a
/// word, the first one holds.
final class Encodings {
  /// Bits 28 to 25 tell the main groups apart.
  private static final int GROUP_SHIFT = 25;

  private static final int GROUPS = 16;

  // spotless:off
  private static final List<Encoding> ALL = List.of(
      // udf #imm
      row("0000000000000000 iiiiiiiiiiiiiiii", SystemInstructions::undefined),

      // adr|adrp Xd, label
      row("p ii 10000 iiiiiiiiiiiiiiiiiii ddddd", Branches::address),
      // add|adds|sub|subs Rd, Rn, #imm{, lsl #12}
      row("w o f 100010 h iiiiiiiiiiii nnnnn ddddd", Arithmetic::immediate),
      // and|orr|eor|ands Rd, Rn, #mask
      row("w oo 100100 N rrrrrr ssssss nnnnn ddddd", Logic::immediate),
      // movn|movz|movk Rd, #imm{, lsl #16|32|48}
      row("w oo 100101 hh iiiiiiiiiiiiiiii ddddd", MoveWide::decode),
      // sbfm|bfm|ubfm Rd, Rn, #immr, #imms
      row("w oo 100110 N rrrrrr ssssss nnnnn ddddd", Bitfields::decode),
      // extr Rd, Rn, Rm, #lsb
      row("w 00 100111 N 0 mmmmm ssssss nnnnn ddddd", Bitfields::extract),

      // b|bl label
      row("l 00101 iiiiiiiiiiiiiiiiiiiiiiiiii", Branches::immediate),
      // cbz|cbnz Rt, label
      row("w 011010 o iiiiiiiiiiiiiiiiiii ttttt", Branches::compare),
      // tbz|tbnz Rt, #bit, label
      row("b 011011 o bbbbb iiiiiiiiiiiiii ttttt", Branches::test),
      // b.cond|bc.cond label
      row("01010100 iiiiiiiiiiiiiiiiiii h cccc", Branches::conditional),
      // svc|hvc|smc|brk|hlt #imm
      row("11010100 ooo iiiiiiiiiiiiiiii 000 LL", SystemInstructions::exception),
      // nop, yield, paciasp, bti, ...
      row("1101010100 000 011 0010 mmmm ooo 11111", SystemInstructions::hint),
      // clrex, dsb, dmb, isb, sb
      row("1101010100 000 011 0011 mmmm ooo 11111", SystemInstructions::barrier),
      // msr pstatefield, #imm
      row("1101010100 000 ooo 0100 mmmm ooo 11111", SystemInstructions::setState),
      // mrs Xt, register; msr register, Xt
      row("1101010100 L 1 o ooo nnnn mmmm ooo ttttt", SystemInstructions::register),
      // br|blr|ret|eret and with authentication
      row("1101011 oooo 11111 0000 s k nnnnn mmmmm", Branches::register),

      // add|adds|sub|subs Rd, Rn, Rm{, shift #amount}
      row("w o f 01011 ss 0 mmmmm iiiiii nnnnn ddddd", Arithmetic::shifted),
      // add|adds|sub|subs Rd, Rn, Rm, extend{ #amount}
      row("w o f 01011 00 1 mmmmm xxx iii nnnnn ddddd", Arithmetic::extended),
      // adc|adcs|sbc|sbcs Rd, Rn, Rm
      row("w o f 11010000 mmmmm 000000 nnnnn ddddd", Arithmetic::withCarry),
      // and|orr|eor|ands|bic|orn|eon|bics Rd, Rn, Rm{, shift #amount}
      row("w oo 01010 ss N mmmmm iiiiii nnnnn ddddd", Logic::shifted),
      // ccmn|ccmp Rn, Rm|#imm, #nzcv, cond
      row("w o 1 11010010 mmmmm cccc i 0 nnnnn 0 zzzz", Selections::compare),
      // csel|csinc|csinv|csneg Rd, Rn, Rm, cond
      row("w o 0 11010100 mmmmm cccc 0 o nnnnn ddddd", Selections::select),
      // udiv|sdiv Rd, Rn, Rm
      row("w 00 11010110 mmmmm 00001 o nnnnn ddddd", Products::divide),
      // lsl|lsr|asr|ror Rd, Rn, Rm
      row("w 00 11010110 mmmmm 0010 oo nnnnn ddddd", Products::shift),
      // pacga Xd, Xn, Xm
      row("1 00 11010110 mmmmm 001100 nnnnn ddddd", Products::signGeneric),
      // crc32b|...|crc32cx Wd, Wn, Rm
      row("w 00 11010110 mmmmm 010 c zz nnnnn ddddd", Products::checksum),
      // rbit|rev16|rev|rev32|clz|cls Rd, Rn
      row("w 10 11010110 00000 000 ooo nnnnn ddddd", Products::reverse),
      // pacia|autia|paciza|...|xpaci Xd, Xn
      row("1 10 11010110 00001 oooooo nnnnn ddddd", Products::sign),
      // madd|msub Rd, Rn, Rm, Ra
      row("w 00 11011 000 mmmmm o aaaaa nnnnn ddddd", Products::multiplyAdd),
      // smaddl|smsubl|umaddl|umsubl Xd, Wn, Wm, Xa
      row("1 00 11011 u01 mmmmm o aaaaa nnnnn ddddd", Products::multiplyAddLong),
      // smulh|umulh Xd, Xn, Xm
      row("1 00 11011 u10 mmmmm 0 aaaaa nnnnn ddddd", Products::multiplyHigh),

      // ldxr|ldaxr|stxr|stlxr {Ws,} Rt, [Xn]
      row("zz 001000 0 L 0 sssss o aaaaa nnnnn ttttt", Exclusives::single),
      // ldxp|ldaxp|stxp|stlxp {Ws,} Rt, Rt2, [Xn]
      row("1 w 001000 0 L 1 sssss o aaaaa nnnnn ttttt", Exclusives::pair),
      // casp|caspa|caspl|caspal Rs, Rs+1, Rt, Rt+1, [Xn]
      row("0 w 001000 0 L 1 sssss o 11111 nnnnn ttttt", Exclusives::compareAndSwapPair),
      // ldar|ldlar|stlr|stllr Rt, [Xn]
      row("zz 001000 1 L 0 sssss o aaaaa nnnnn ttttt", Exclusives::ordered),
      // cas|casa|casl|casal Rs, Rt, [Xn]
      row("zz 001000 1 L 1 sssss o 11111 nnnnn ttttt", Exclusives::compareAndSwap),
      // ldapur|stlur Rt, [Xn, #offset]
      row("zz 011001 oo 0 iiiiiiiii 00 nnnnn ttttt", Exclusives::orderedUnscaled),
      // ldr Rt, label
      row("oo 011 V 00 iiiiiiiiiiiiiiiiiii ttttt", LoadStore::literal),
      // ldnp|stnp|ldp|stp|ldpsw Rt, Rt2, [Xn, #offset], indexed or not
      row("oo 101 V 0 mm L iiiiiii aaaaa nnnnn ttttt", LoadStore::pair),
      // ldur|stur Rt, [Xn, #offset]
      row("zz 111 V 00 oo 0 iiiiiiiii 00 nnnnn ttttt", LoadStore::unscaled),
      // ldr|str Rt, [Xn], #offset
      row("zz 111 V 00 oo 0 iiiiiiiii 01 nnnnn ttttt", LoadStore::postIndex),
      // ldtr|sttr Rt, [Xn, #offset]
      row("zz 111 V 00 oo 0 iiiiiiiii 10 nnnnn ttttt", LoadStore::unprivileged),
      // ldr|str Rt, [Xn, #offset]!
      row("zz 111 V 00 oo 0 iiiiiiiii 11 nnnnn ttttt", LoadStore::preIndex),
      // ldr|str Rt, [Xn, Rm{, extend{ #amount}}]
      row("zz 111 V 00 oo 1 mmmmm xxx S 10 nnnnn ttttt", LoadStore::indexed),
      // ldapr Rt, [Xn]
      row("zz 111 0 00 101 11111 1100 00 nnnnn ttttt", Exclusives::loadAcquire),
      // swp|swpa|swpl|swpal Rs, Rt, [Xn]
      row("zz 111 0 00 A R 1 sssss 1 000 00 nnnnn ttttt", Exclusives::swap),
      // ldadd|ldclr|... Rs, Rt, [Xn]
      row("zz 111 0 00 A R 1 sssss 0 ooo 00 nnnnn ttttt", Exclusives::atomic),
      // ldr|str Rt, [Xn, #offset]
      row("zz 111 V 01 oo iiiiiiiiiiii nnnnn ttttt", LoadStore::unsigned),

      // ld1|st1|...|ld4|st4 {Vt...}, [Xn]
      row("0 Q 001100 0 L 000000 oooo zz nnnnn ttttt", Vectors::structures),
      row("0 Q 001100 1 L 0 mmmmm oooo zz nnnnn ttttt", Vectors::structures),
      row("0 Q 001101 0 L r 00000 ooo S zz nnnnn ttttt", Vectors::structures),
      row("0 Q 001101 1 L r mmmmm ooo S zz nnnnn ttttt", Vectors::structures),
      // fmov, fcvt, scvtf, fjcvtzs between general and floating-point registers
      row("w 0 0 11110 tt 1 mm ooo 000000 nnnnn ddddd", Vectors::convert),
      row("w 0 0 11110 tt 0 mm ooo ssssss nnnnn ddddd", Vectors::convert),
      // fcmp, fccmp
      row("0 0 0 11110 tt 1 mmmmm oo 1000 nnnnn ooooo", Vectors::compare),
      row("0 0 0 11110 tt 1 mmmmm cccc 01 nnnnn o zzzz", Vectors::compare),
      // smov, umov
      row("0 Q 0 01110000 iiiii 0 01o1 1 nnnnn ddddd", Vectors::moveOut),
      row("oooo 111 ooooooooooooooooooooooooo", Vectors::process));
  // spotless:on

  private static final List<List<Encoding>> BY_GROUP =
      IntStream.range(0, GROUPS).mapToObj(Encodings::ofGroup).toList();

  private Encodings() {}

  private static List<Encoding> ofGroup(int group) {
    int groupMask = (GROUPS - 1) << GROUP_SHIFT;
    return ALL.stream()
        .filter(encoding ->
            (encoding.value() & groupMask) == (group << GROUP_SHIFT & encoding.mask() & groupMask))
        .toList();
  }

  static Optional<Meaning> decode(int bits, long address) {
    var word = new Word(bits);
    for (var encoding : BY_GROUP.get(word.field(28, 25))) {
      if (encoding.matches(bits)) {
        return encoding.form().decode(word, address);
      }
    }
    return Optional.empty();
  }
}
