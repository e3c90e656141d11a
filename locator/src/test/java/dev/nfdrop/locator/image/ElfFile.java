package dev.nfdrop.locator.image;

import dev.nfdrop.locator.damage.Aim;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Where in a module's unpacked bytes the structure lies that reading a function depends on
/// (`Elf64_*`, include/uapi/linux/elf.h).
final class ElfFile {
  private static final int HEADER_BYTES = 64;
  private static final int SECTION_TABLE_OFFSET = 40;
  private static final int SECTION_HEADER_BYTES = 64;
  private static final int SYMBOL_BYTES = 24;
  private static final int RELOCATION_BYTES = 24;

  private static final Set<String> PATCH_TABLES = Set.of("__jump_table", ".altinstructions");

  private final KernelImage image;
  private final ByteBuffer bytes;
  private final Symbol function;
  private final int sectionTable;
  private final List<Aim> aims = new ArrayList<>();

  private ElfFile(KernelImage image, byte[] bytes, String function) {
    this.image = image;
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    this.function =
        image.functions().stream().filter(s -> s.name().equals(function)).findFirst().orElseThrow();
    this.sectionTable = (int) this.bytes.getLong(SECTION_TABLE_OFFSET);
  }

  /// All of the file, its headers, tables and strings, and what belongs to the function.
  static List<Aim> aims(KernelImage image, byte[] bytes, String function) {
    var file = new ElfFile(image, bytes, function);
    file.add(0, bytes.length);
    file.add(0, HEADER_BYTES);
    file.add(file.sectionTable, (long) image.sections().size() * SECTION_HEADER_BYTES);
    image.sections().forEach(file::addSection);
    var home = image.sections().get(file.function.section());
    long start = file.function.address() - home.address();
    file.add(home.offset() + start, file.function.size());
    return List.copyOf(file.aims);
  }

  private void add(long offset, long size) {
    aims.add(new Aim((int) offset, (int) size));
  }

  private void addSection(Section section) {
    boolean counts =
        switch (section.type()) {
          case SYMBOLS, STRINGS, NOTE -> true;
          case RELOCATIONS -> section.info() == function.section();
          case PROGRAM -> PATCH_TABLES.contains(section.name());
          case NO_BITS, OTHER -> false;
        };
    if (!counts || section.size() == 0) {
      return;
    }
    add(sectionTable + (long) section.index() * SECTION_HEADER_BYTES, SECTION_HEADER_BYTES);
    add(section.offset(), section.size());
    if (section.type() == Section.Type.SYMBOLS) {
      int entry = image.symbols().indexOf(function) * SYMBOL_BYTES;
      add(section.offset() + entry, SYMBOL_BYTES);
    } else if (section.type() == Section.Type.RELOCATIONS) {
      addRelocations(section);
    }
  }

  /// The function's own, which lie together.
  private void addRelocations(Section relocations) {
    long start = function.address() - image.sections().get(function.section()).address();
    int end = (int) (relocations.offset() + relocations.size());
    int first = end;
    int last = 0;
    for (int at = (int) relocations.offset(); at < end; at += RELOCATION_BYTES) {
      long offset = bytes.getLong(at) - start;
      if (offset >= 0 && offset < function.size()) {
        first = Math.min(first, at);
        last = at + RELOCATION_BYTES;
      }
    }
    add(first, last - first);
  }
}
