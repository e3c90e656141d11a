package dev.nfdrop.locator.image;

import java.util.Optional;

/// What an image says about its build: ELF notes and `.modinfo`.
final class Notes {
  private static final int NT_GNU_BUILD_ID = 3;
  private static final String GNU = "GNU\0";
  private static final int HEADER_BYTES = 12;

  private Notes() {}

  /// The build-id among the notes of a section (`Elf64_Nhdr`, name and content padded to 4 bytes).
  static Optional<byte[]> buildId(Bytes notes) {
    for (long at = 0; at + HEADER_BYTES <= notes.size(); ) {
      long nameBytes = notes.unsignedInt(at);
      long contentBytes = notes.unsignedInt(at + 4);
      long name = at + HEADER_BYTES;
      long content = name + padded(nameBytes);
      if (notes.unsignedInt(at + 8) == NT_GNU_BUILD_ID
          && nameBytes == GNU.length()
          && (notes.string(name) + "\0").equals(GNU)) {
        return Optional.of(notes.copy(content, contentBytes));
      }
      at = content + padded(contentBytes);
    }
    return Optional.empty();
  }

  private static long padded(long bytes) {
    return (bytes + 3) & ~3;
  }

  /// The first value of a key: `.modinfo` is strings `key=value`, padded with zero bytes.
  static Optional<String> moduleInfo(Bytes info, String key) {
    for (int at = 0; at < info.size(); ) {
      var entry = info.string(at);
      if (entry.startsWith(key + "=")) {
        return Optional.of(entry.substring(key.length() + 1));
      }
      at += entry.length() + 1;
    }
    return Optional.empty();
  }
}
