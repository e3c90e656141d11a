package dev.nfdrop.locator.x86;

import dev.nfdrop.locator.machine.Text;
import dev.nfdrop.locator.machine.X86Register;
import java.util.Optional;

/// The ModR/M byte with SIB byte and displacement.
///
/// @param reg the register of ModR/M.reg, REX included
/// @param rm the register of ModR/M.rm where that is one
/// @param memory the address where it is memory
/// @param length in bytes
record ModRm(int reg, int rm, Optional<Address> memory, int length) {

  private static final int REX_R = 4;
  private static final int REX_X = 2;
  private static final int REX_B = 1;
  private static final int NO_INDEX = 4;

  int digit() {
    return reg & 7;
  }

  static ModRm read(Text text, long at, Prefixes prefixes, boolean alwaysRegisters) {
    int octet = text.unsignedByte(at);
    int mode = octet >> 6;
    int rex = prefixes.rex();
    int reg = (octet >> 3 & 7) | ((rex & REX_R) != 0 ? 8 : 0);
    int low = octet & 7;
    int rm = low | ((rex & REX_B) != 0 ? 8 : 0);
    if (mode == 3 || alwaysRegisters) {
      return new ModRm(reg, rm, Optional.empty(), 1);
    }
    boolean sib = low == 4;
    int scaled = sib ? text.unsignedByte(at + 1) : 0;
    int base = sib ? scaled & 7 : low;
    boolean noBase = mode == 0 && base == 5;
    int displacementBytes = mode == 1 ? 1 : mode == 2 || noBase ? 4 : 0;
    long from = at + (sib ? 2 : 1);
    long displacement = displacementBytes == 0 ? 0 : text.signed(from, displacementBytes);
    var memory =
        new Address(
            prefixes.segment(),
            noBase ? Optional.empty() : Optional.of(X86Register.of(base | (rm & 8))),
            sib ? index(scaled, rex) : Optional.empty(),
            1 << (scaled >> 6),
            displacement,
            noBase && !sib ? Optional.of(0L) : Optional.empty(),
            prefixes.narrowAddress(),
            new Address.Shape(displacementBytes != 0, sib));
    return new ModRm(reg, rm, Optional.of(memory), (int) (from + displacementBytes - at));
  }

  private static Optional<X86Register> index(int scaled, int rex) {
    int number = (scaled >> 3 & 7) | ((rex & REX_X) != 0 ? 8 : 0);
    return number == NO_INDEX ? Optional.empty() : Optional.of(X86Register.of(number));
  }

  /// The same, where a displacement that counts from the end of the instruction knows that end.
  ModRm endingAt(long end) {
    return new ModRm(reg, rm, memory.map(address -> address.endingAt(end)), length);
  }
}
