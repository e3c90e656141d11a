package dev.nfdrop.locator.image;

/// One section of an image (`Elf64_Shdr`, include/uapi/linux/elf.h).
///
/// @param index in the section header table
/// @param flags `SHF_*`
/// @param address of the first byte: the one the image is linked at, or for a module, which has
///   none, the place in a layout of ours; 0 for a section that takes no memory
/// @param offset in the unpacked file, in bytes
/// @param size in bytes, also where the file holds none of them
/// @param link `sh_link`
/// @param info `sh_info`: for relocations the index of the section they apply to
public record Section(
    int index,
    String name,
    Type type,
    long flags,
    long address,
    long offset,
    long size,
    int link,
    int info) {

  static final long SHF_ALLOC = 2;
  static final long SHF_EXECINSTR = 4;

  /// The types that mean something here (`SHT_*`).
  public enum Type {
    PROGRAM,
    SYMBOLS,
    STRINGS,
    RELOCATIONS,
    NOTE,
    NO_BITS,
    OTHER;

    static Type of(int number) {
      return switch (number) {
        case 1 -> PROGRAM;
        case 2 -> SYMBOLS;
        case 3 -> STRINGS;
        case 4 -> RELOCATIONS;
        case 7 -> NOTE;
        case 8 -> NO_BITS;
        default -> OTHER;
      };
    }
  }

  /// Whether it takes memory in a running kernel.
  public boolean allocated() {
    return (flags & SHF_ALLOC) != 0;
  }

  public boolean executable() {
    return (flags & SHF_EXECINSTR) != 0;
  }

  boolean contains(long candidate) {
    return allocated() && Long.compareUnsigned(candidate - address, size) < 0;
  }

  Section at(long newAddress) {
    return new Section(index, name, type, flags, newAddress, offset, size, link, info);
  }
}
