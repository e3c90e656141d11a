package dev.nfdrop.trace.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/// The build-id of what runs, which sysfs shows as ELF notes (`Elf64_Nhdr`).
final class BuildId {
  private static final int NT_GNU_BUILD_ID = 3;
  private static final int GNU = 0x00554e47; // "GNU\0"
  private static final int HEADER_BYTES = 12;

  private BuildId() {}

  /// In hex; empty where the file is not there, may not be read, or holds none.
  static Optional<String> in(Path notes) {
    try {
      return in(ByteBuffer.wrap(Files.readAllBytes(notes)).order(ByteOrder.LITTLE_ENDIAN));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static Optional<String> in(ByteBuffer notes) {
    int at = 0;
    while (at + HEADER_BYTES + Integer.BYTES <= notes.limit()) {
      int nameBytes = notes.getInt(at);
      int contentBytes = notes.getInt(at + 4);
      long content = at + HEADER_BYTES + padded(nameBytes);
      long next = content + padded(contentBytes);
      if (nameBytes < 0 || contentBytes < 0 || next > notes.limit()) {
        return Optional.empty();
      }
      if (notes.getInt(at + 8) == NT_GNU_BUILD_ID
          && nameBytes == Integer.BYTES
          && notes.getInt(at + HEADER_BYTES) == GNU) {
        var id = new byte[contentBytes];
        notes.get((int) content, id);
        return Optional.of(HexFormat.of().formatHex(id));
      }
      at = (int) next;
    }
    return Optional.empty();
  }

  private static long padded(int bytes) {
    return (bytes + 3L) & ~3;
  }
}
