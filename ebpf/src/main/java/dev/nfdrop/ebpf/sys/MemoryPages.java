package dev.nfdrop.ebpf.sys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/// Memory pages of this machine.
public final class MemoryPages {
  /// `AT_PAGESZ` of the auxiliary vector, include/uapi/linux/auxvec.h.
  private static final long PAGE_SIZE_ENTRY = 6;

  private static final Path AUXILIARY_VECTOR = Path.of("/proc/self/auxv");

  /// The size of a page in bytes: 4 KiB on x86-64, 4, 16 or 64 KiB on aarch64.
  public static final long SIZE_BYTES = sizeBytes();

  private MemoryPages() {}

  private static long sizeBytes() {
    try {
      var vector = ByteBuffer.wrap(Files.readAllBytes(AUXILIARY_VECTOR));
      vector.order(ByteOrder.nativeOrder());
      while (vector.remaining() >= 2 * Long.BYTES) {
        if (vector.getLong() == PAGE_SIZE_ENTRY) {
          return vector.getLong();
        }
        vector.getLong();
      }
      throw new IllegalStateException(AUXILIARY_VECTOR + " has no AT_PAGESZ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
