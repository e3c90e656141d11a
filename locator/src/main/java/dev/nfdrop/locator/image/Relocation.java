package dev.nfdrop.locator.image;

import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Reference;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/// One `Elf64_Rela` (include/uapi/linux/elf.h).
///
/// @param type `R_X86_64_*` or `R_AARCH64_*`
record Relocation(Symbol symbol, int type, long addend) {
  private static final int RELA_BYTES = 24;
  private static final int R_X86_64_PC32 = 2;
  private static final int R_X86_64_PLT32 = 4;

  /// The relocations of a section by the offset of the field in it.
  static NavigableMap<Long, Relocation> read(Bytes table, List<Symbol> symbols) {
    return read(table, symbols, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /// The same for the fields from `from` up to `to`; nothing is made of the others.
  static NavigableMap<Long, Relocation> read(
      Bytes table, List<Symbol> symbols, long from, long to) {
    if (table.size() % RELA_BYTES != 0) {
      throw table.wrong(0, table.size() + " bytes", "a multiple of " + RELA_BYTES);
    }
    var relocations = new TreeMap<Long, Relocation>();
    for (int at = 0; at < table.size(); at += RELA_BYTES) {
      long offset = table.signedLong(at);
      if (offset < from || offset >= to) {
        continue;
      }
      long symbol = table.unsignedInt(at + 12L);
      if (symbol >= symbols.size()) {
        throw table.wrong(at + 12L, "symbol " + symbol, "one of " + symbols.size());
      }
      relocations.put(
          offset,
          new Relocation(
              symbols.get((int) symbol), table.signedInt(at + 8L), table.signedLong(at + 16L)));
    }
    return relocations;
  }

  /// The address it stands for; 0 where that is in another image.
  long target() {
    return symbol.defined() ? symbol.address() + addend : 0;
  }

  /// What an instruction with this relocation refers to. On x86-64 a displacement counts from the
  /// end of the instruction, taken to be the end of the field: where an immediate operand follows
  /// the displacement, the offset is too small by the size of the immediate.
  Reference reference(Architecture architecture) {
    boolean relative = type == R_X86_64_PC32 || type == R_X86_64_PLT32;
    long bias = architecture == Architecture.X86_64 && relative ? Integer.BYTES : 0;
    return new Reference(
        symbol.name(), addend + bias, symbol.defined() ? symbol.address() + addend + bias : 0);
  }
}
