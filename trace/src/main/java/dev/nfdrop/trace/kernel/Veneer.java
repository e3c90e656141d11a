package dev.nfdrop.trace.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/// The jump that an arm64 module's loader puts between a call and a function too far away for it:
/// `adrp x16, page; add x16, x16, offset; br x16`, perhaps behind `bti c` (`struct plt_entry`,
/// arch/arm64/include/asm/module.h).
final class Veneer {
  /// Enough for the longest.
  static final int BYTES = 4 * Integer.BYTES;

  private static final int BTI_C = 0xd503245f;
  private static final int BRANCH_X16 = 0xd61f0200;

  private static final int ADRP_X16 = 0x90000010;
  private static final int ADRP_MASK = 0x9f00001f;
  private static final int ADD_X16 = 0x91000210;
  private static final int ADD_MASK = 0xffc003ff;

  private static final int PAGE_SHIFT = 12;

  private Veneer() {}

  /// Where a veneer goes; empty if the bytes are none.
  static OptionalLong target(long address, byte[] bytes) {
    var words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int skipped = words.getInt(0) == BTI_C ? Integer.BYTES : 0;
    int adrp = words.getInt(skipped);
    int add = words.getInt(skipped + Integer.BYTES);
    boolean fits =
        (adrp & ADRP_MASK) == ADRP_X16
            && (add & ADD_MASK) == ADD_X16
            && words.getInt(skipped + 2 * Integer.BYTES) == BRANCH_X16;
    return fits
        ? OptionalLong.of(page(address + skipped, adrp) + ((add >>> 10) & 0xfff))
        : OptionalLong.empty();
  }

  /// `adrp`: 21 bits, the two lowest in bits 29 and 30, the others in bits 5 to 23.
  private static long page(long address, int adrp) {
    int high = (adrp << 8) >> 13;
    int pages = (high << 2) | ((adrp >>> 29) & 3);
    return (address >> PAGE_SHIFT << PAGE_SHIFT) + ((long) pages << PAGE_SHIFT);
  }
}
