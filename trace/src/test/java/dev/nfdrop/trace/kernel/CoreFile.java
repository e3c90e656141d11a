package dev.nfdrop.trace.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;

/// Writes a core file such as `/proc/kcore`: segments far apart, with holes between them.
final class CoreFile {
  private static final int HEADER_BYTES = 64;
  private static final int PROGRAM_HEADER_BYTES = 56;
  private static final long DISTANCE = 1L << 33;

  private CoreFile() {}

  static Path write(Path file, Map<Long, byte[]> memory) throws IOException {
    var segments = new TreeMap<>(memory);
    var headers =
        ByteBuffer.allocate(HEADER_BYTES + (segments.size() + 1) * PROGRAM_HEADER_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    headers.putLong(0, 0x010102464c457fL).putShort(16, (short) 4).putLong(32, HEADER_BYTES);
    headers.putShort(54, (short) PROGRAM_HEADER_BYTES);
    headers.putShort(56, (short) (segments.size() + 1));
    headers.putInt(HEADER_BYTES, 4); // PT_NOTE, which kcore has first
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      int at = HEADER_BYTES;
      long offset = DISTANCE;
      for (var segment : segments.entrySet()) {
        at += PROGRAM_HEADER_BYTES;
        headers.putInt(at, 1).putLong(at + 8, offset).putLong(at + 16, segment.getKey());
        headers.putLong(at + 32, segment.getValue().length);
        headers.putLong(at + 40, segment.getValue().length);
        channel.write(ByteBuffer.wrap(segment.getValue()), offset);
        offset += DISTANCE;
      }
      channel.write(headers, 0);
    }
    return file;
  }
}
