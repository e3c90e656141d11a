package dev.nfdrop.locator.image;

import dev.nfdrop.locator.machine.Architecture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What an ELF file says about itself before any content: the machine, the kind, the sections
/// (`Elf64_Ehdr` and `Elf64_Shdr`, include/uapi/linux/elf.h).
///
/// @param relocatable whether it is a module (`ET_REL`), else a linked kernel
record ElfHeaders(Architecture architecture, boolean relocatable, List<Section> sections) {
  private static final int HEADER_BYTES = 64;
  private static final int SECTION_HEADER_BYTES = 64;
  private static final int MAGIC = 0x464c457f; // 0x7f "ELF"
  private static final int ELFCLASS64 = 2;
  private static final int ELFDATA2LSB = 1;
  private static final int ET_REL = 1;
  private static final int ET_EXEC = 2;
  private static final int ET_DYN = 3;
  private static final int EM_X86_64 = 62;
  private static final int EM_AARCH64 = 183;
  private static final int SHN_LORESERVE = 0xff00;

  /// Where the first section of a module is put: any address but 0, which means "nowhere".
  private static final long LAYOUT_BASE = 0x10000;

  /// At least what any section of code asks for.
  private static final long SECTION_ALIGNMENT = 4096;

  private static final long MAX_SECTION_BYTES = 1L << 40;

  static ElfHeaders read(ImageFile file) throws IOException {
    var header = file.read("ELF header", 0, HEADER_BYTES);
    if (header.unsignedInt(0) != MAGIC) {
      throw header.wrong(
          0, "0x%x".formatted(header.unsignedInt(0)), "0x%x: this is no ELF file".formatted(MAGIC));
    }
    expect(header, 4, header.unsignedByte(4), ELFCLASS64);
    expect(header, 5, header.unsignedByte(5), ELFDATA2LSB);
    int kind = header.unsignedShort(16);
    if (kind != ET_REL && kind != ET_EXEC && kind != ET_DYN) {
      throw header.wrong(16, "kind " + kind, "a module (1) or a linked kernel (2 or 3)");
    }
    var architecture =
        switch (header.unsignedShort(18)) {
          case EM_X86_64 -> Architecture.X86_64;
          case EM_AARCH64 -> Architecture.ARM64;
          default ->
              throw header.wrong(
                  18, "machine " + header.unsignedShort(18), "x86-64 (62) or AArch64 (183)");
        };
    expect(header, 58, header.unsignedShort(58), SECTION_HEADER_BYTES);
    var sections = sections(file, header);
    return new ElfHeaders(
        architecture, kind == ET_REL, kind == ET_REL ? laidOut(sections) : List.copyOf(sections));
  }

  private static void expect(Bytes bytes, int at, long found, long expected) {
    if (found != expected) {
      throw bytes.wrong(at, "0x%x".formatted(found), "0x%x".formatted(expected));
    }
  }

  private static List<Section> sections(ImageFile file, Bytes header) throws IOException {
    int count = header.unsignedShort(60);
    int namesIndex = header.unsignedShort(62);
    if (count >= SHN_LORESERVE || namesIndex >= count) {
      throw header.wrong(60, count + " sections, names in " + namesIndex, "names in one of them");
    }
    var table =
        file.read("section headers", header.signedLong(40), (long) count * SECTION_HEADER_BYTES);
    int namesAt = namesIndex * SECTION_HEADER_BYTES;
    var names =
        file.read(
            "section names", table.signedLong(namesAt + 24L), table.signedLong(namesAt + 32L));
    var sections = new ArrayList<Section>(count);
    for (int index = 0; index < count; index++) {
      sections.add(section(file, table, names, index));
    }
    return sections;
  }

  private static Section section(ImageFile file, Bytes table, Bytes names, int index) {
    int at = index * SECTION_HEADER_BYTES;
    var type = Section.Type.of(table.signedInt(at + 4L));
    long flags = table.signedLong(at + 8L);
    long offset = table.signedLong(at + 24L);
    long size = table.signedLong(at + 32L);
    boolean hasBytes = type != Section.Type.NO_BITS && index > 0;
    if (size < 0
        || size > MAX_SECTION_BYTES
        || (hasBytes && (offset < 0 || offset > file.sizeBytes() - size))) {
      throw table.wrong(at, "section of 0x%x bytes at 0x%x".formatted(size, offset), "less");
    }
    return new Section(
        index,
        index == 0 ? "" : names.string(table.unsignedInt(at)),
        type,
        flags,
        (flags & Section.SHF_ALLOC) != 0 ? table.signedLong(at + 16L) : 0,
        offset,
        size,
        table.signedInt(at + 40L),
        table.signedInt(at + 44L));
  }

  /// Gives each section of a module a place of its own, in the order of the file. The addresses in
  /// a module's headers are meaningless, also where they are not 0.
  private static List<Section> laidOut(List<Section> sections) {
    long next = LAYOUT_BASE;
    var placed = new ArrayList<Section>(sections.size());
    for (var section : sections) {
      if (section.allocated()) {
        next = (next + SECTION_ALIGNMENT - 1) & -SECTION_ALIGNMENT;
        placed.add(section.at(next));
        next += section.size();
      } else {
        placed.add(section);
      }
    }
    return List.copyOf(placed);
  }
}
