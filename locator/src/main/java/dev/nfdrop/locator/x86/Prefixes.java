package dev.nfdrop.locator.x86;

import dev.nfdrop.locator.machine.Text;

/// The legacy prefixes and REX in front of an opcode.
///
/// @param length how many bytes they take
/// @param narrowOperand `66`
/// @param narrowAddress `67`
/// @param repeat `f2` or `f3`, whichever came last; 0 for none
/// @param lock `f0`
/// @param segment `fs` or `gs`; empty for none, and for the four that 64-bit mode ignores
/// @param rex the REX byte; 0 for none
record Prefixes(
    int length,
    boolean narrowOperand,
    boolean narrowAddress,
    int repeat,
    boolean lock,
    String segment,
    int rex) {

  private static final int REX_FIRST = 0x40;
  private static final int REX_LAST = 0x4f;
  private static final int REX_W = 8;

  boolean wide() {
    return (rex & REX_W) != 0;
  }

  static Prefixes read(Text text, long address) {
    boolean narrowOperand = false;
    boolean narrowAddress = false;
    boolean lock = false;
    int repeat = 0;
    int rex = 0;
    var segment = "";
    long at = address;
    for (; text.contains(at) && at - address < Encoding.LONGEST; at++) {
      int octet = text.unsignedByte(at);
      if (octet >= REX_FIRST && octet <= REX_LAST) {
        rex = octet;
        continue;
      }
      switch (octet) {
        case 0x66 -> narrowOperand = true;
        case 0x67 -> narrowAddress = true;
        case 0xf0 -> lock = true;
        case 0xf2, 0xf3 -> repeat = octet;
        case 0x64 -> segment = "fs";
        case 0x65 -> segment = "gs";
        case 0x26, 0x2e, 0x36, 0x3e -> {}
        default -> {
          return new Prefixes(
              (int) (at - address), narrowOperand, narrowAddress, repeat, lock, segment, rex);
        }
      }
      rex = 0; // counts only directly before the opcode
    }
    return new Prefixes(
        (int) (at - address), narrowOperand, narrowAddress, repeat, lock, segment, rex);
  }
}
