package dev.nfdrop.locator.emulation;

import dev.nfdrop.locator.image.Section;
import dev.nfdrop.locator.machine.Architecture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntToLongFunction;

/// Applies relocations as the kernel's loader does (arch/x86/kernel/module.c and
/// arch/arm64/kernel/module.c), those that occur in code.
///
/// @param symbols the address of a symbol by its place in the symbol table
record Relocations(Architecture architecture, IntToLongFunction symbols) {
  // Elf64_Rela
  private static final int RELA_BYTES = 24;
  private static final int RELA_TYPE = 8;
  private static final int RELA_SYMBOL = 12;
  private static final int RELA_ADDEND = 16;

  /// @param content of `section`, which is changed
  /// @param relocations the content of the section of relocations that applies to it
  void apply(Section section, byte[] content, byte[] relocations) {
    var code = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    var table = ByteBuffer.wrap(relocations).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < table.limit(); at += RELA_BYTES) {
      int offset = (int) table.getLong(at);
      int type = table.getInt(at + RELA_TYPE);
      long symbol = symbols.applyAsLong(table.getInt(at + RELA_SYMBOL));
      long value = symbol + table.getLong(at + RELA_ADDEND);
      long place = section.address() + offset;
      switch (architecture) {
        case X86_64 -> x86(code, offset, type, value, place);
        case ARM64 -> code.putInt(offset, arm64(code.getInt(offset), type, value, place));
      }
    }
  }

  /// `R_X86_64_*`.
  private static void x86(ByteBuffer code, int offset, int type, long value, long place) {
    switch (type) {
      case 1 -> code.putLong(offset, value); // 64
      case 2, 4 -> code.putInt(offset, (int) (value - place)); // PC32, PLT32
      case 10, 11 -> code.putInt(offset, (int) value); // 32, 32S
      default -> throw new IllegalArgumentException("relocation " + type);
    }
  }

  /// `R_AARCH64_*`.
  private static int arm64(int instruction, int type, long value, long place) {
    return switch (type) {
      case 275 -> adrp(instruction, (value >> 12) - (place >> 12)); // ADR_PREL_PG_HI21
      case 277, 278 -> low(instruction, value, 0); // ADD_ABS_LO12_NC, LDST8_ABS_LO12_NC
      case 284 -> low(instruction, value, 1); // LDST16_ABS_LO12_NC
      case 285 -> low(instruction, value, 2); // LDST32_ABS_LO12_NC
      case 286 -> low(instruction, value, 3); // LDST64_ABS_LO12_NC
      case 299 -> low(instruction, value, 4); // LDST128_ABS_LO12_NC
      case 282, 283 -> branch(instruction, (value - place) >> 2); // JUMP26, CALL26
      default -> throw new IllegalArgumentException("relocation " + type);
    };
  }

  private static int adrp(int instruction, long pages) {
    int low = (int) (pages & 3) << 29;
    int high = (int) ((pages >> 2) & 0x7ffff) << 5;
    return (instruction & ~(3 << 29 | 0x7ffff << 5)) | low | high;
  }

  private static int low(int instruction, long value, int scale) {
    return (instruction & ~(0xfff << 10)) | ((int) (value & 0xfff) >> scale) << 10;
  }

  private static int branch(int instruction, long words) {
    return (instruction & ~0x03ff_ffff) | (int) (words & 0x03ff_ffff);
  }
}
