package dev.nfdrop.locator.image;

/// One symbol of an image (`Elf64_Sym`, include/uapi/linux/elf.h).
///
/// @param address in the layout that [Section#address] describes; 0 where it is not defined here
/// @param size in bytes, 0 if not known
/// @param section index of the section it lies in; 0 where it is not defined here, negative for an
///   absolute value
public record Symbol(String name, Type type, boolean global, long address, long size, int section) {

  static final int UNDEFINED = 0;
  static final int ABSOLUTE = -1;

  /// `STT_*`.
  public enum Type {
    NONE,
    OBJECT,
    FUNCTION,
    SECTION,
    OTHER;

    static Type of(int info) {
      return switch (info & 0xf) {
        case 0 -> NONE;
        case 1 -> OBJECT;
        case 2 -> FUNCTION;
        case 3 -> SECTION;
        default -> OTHER;
      };
    }
  }

  /// Whether it has a place in this image.
  public boolean defined() {
    return section > UNDEFINED;
  }
}
