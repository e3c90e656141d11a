package dev.nfdrop.locator.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.XZInputStream;

/// How a module is packed (`CONFIG_MODULE_COMPRESS_*`), by its first bytes and never by its name.
enum Packing {
  NONE("") {
    @Override
    void unpack(Path file, OutputStream to) throws IOException {
      Files.copy(file, to);
    }
  },
  /// The command takes half the time of a decoder that a fresh JVM has not compiled yet.
  XZ("fd377a585a00") {
    @Override
    void unpack(Path file, OutputStream to) throws IOException {
      if (!UnpackCommand.xz(DICTIONARY_LIMIT_KIB).run(file, to)) {
        unpackXzInJava(file, to);
      }
    }
  },
  GZIP("1f8b") {
    @Override
    void unpack(Path file, OutputStream to) throws IOException {
      try (var packed = new GZIPInputStream(stream(file))) {
        packed.transferTo(to);
      }
    }
  },
  ZSTD("28b52ffd") {
    @Override
    void unpack(Path file, OutputStream to) throws IOException {
      try (var packed = stream(file)) {
        if (!ZstdLibrary.decompress(packed, to) && !UnpackCommand.zstd().run(file, to)) {
          throw new IOException(
              "neither libzstd.so.1 nor the command zstd is there: install either, or unpack it");
        }
      }
    }
  };

  /// What `xz -9` needs, and half as much again.
  private static final int DICTIONARY_LIMIT_KIB = 96 << 10;

  private static final int LONGEST_MAGIC_BYTES = 6;

  /// In hex.
  private final String magic;

  Packing(String magic) {
    this.magic = magic;
  }

  static Packing of(ImageFile file) throws IOException {
    long count = Math.min(file.sizeBytes(), LONGEST_MAGIC_BYTES);
    var start = HexFormat.of().formatHex(file.read("magic", 0, count).copy(0, count));
    return Arrays.stream(values())
        .filter(packing -> packing != NONE && start.startsWith(packing.magic))
        .findFirst()
        .orElse(NONE);
  }

  abstract void unpack(Path file, OutputStream to) throws IOException;

  /// The content of a packed file.
  ///
  /// @throws ImageFormatException if it is damaged or larger than `limit` bytes
  byte[] unpack(Path file, int limit) throws IOException {
    var content = new Limited(limit);
    try {
      unpack(file, content);
    } catch (IOException e) {
      throw new ImageFormatException("unpacking " + name().toLowerCase(Locale.ROOT), e);
    }
    return content.toByteArray();
  }

  /// Where there is no command.
  static void unpackXzInJava(Path file, OutputStream to) throws IOException {
    try (var packed = new XZInputStream(stream(file), DICTIONARY_LIMIT_KIB)) {
      packed.transferTo(to);
    }
  }

  private static InputStream stream(Path file) throws IOException {
    return Files.newInputStream(file);
  }

  /// Refuses to grow past a limit: a few packed kilobytes can unpack to any size.
  private static final class Limited extends ByteArrayOutputStream {
    private final int limit;

    Limited(int limit) {
      this.limit = limit;
    }

    @Override
    public synchronized void write(byte[] from, int offset, int length) {
      if (length > limit - count) {
        throw new ImageFormatException(
            "unpacked image", count, "more", "at most " + limit + " bytes");
      }
      super.write(from, offset, length);
    }
  }
}
