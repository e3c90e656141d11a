package dev.nfdrop.locator.image;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The unpacked image: in memory if it was packed, else on disk, of which only the parts asked for
/// are read. A `vmlinux` with debugging information may have a gigabyte.
sealed interface ImageFile extends AutoCloseable {
  /// No part that is read as a whole is larger: the text of the largest kernels has some 30 MiB,
  /// their symbols some 20.
  int MAX_PART_BYTES = 1 << 28;

  long sizeBytes();

  /// Reads `count` bytes at `offset`, all of them or none.
  Bytes read(String what, long offset, long count) throws IOException;

  @Override
  void close() throws IOException;

  /// Opens a file, unpacks it if its first bytes say that it is packed.
  static ImageFile open(Path path) throws IOException {
    var channel = FileChannel.open(path, StandardOpenOption.READ);
    var file = new OnDisk(channel, channel.size());
    var packing = Packing.of(file);
    if (packing == Packing.NONE) {
      return file;
    }
    file.close();
    return new InMemory(packing.unpack(path, MAX_PART_BYTES));
  }

  private static void check(String what, long offset, long count, long size) {
    if (offset < 0 || count < 0 || offset > size - count) {
      throw new ImageFormatException(
          what, offset, "the end of the file at 0x%x".formatted(size), count + " bytes");
    }
    if (count > MAX_PART_BYTES) {
      throw new ImageFormatException(
          what, offset, count + " bytes", "at most " + MAX_PART_BYTES + " bytes");
    }
  }

  /// A file that stays open.
  record OnDisk(FileChannel channel, long sizeBytes) implements ImageFile {
    @Override
    public Bytes read(String what, long offset, long count) throws IOException {
      check(what, offset, count, sizeBytes);
      var buffer = ByteBuffer.allocate((int) count);
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, offset + buffer.position()) < 0) {
          throw new EOFException("the file shrank while it was read");
        }
      }
      return new Bytes(what, offset, buffer.array());
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /// An unpacked copy.
  @SuppressWarnings("ArrayRecordComponent")
  record InMemory(byte[] content) implements ImageFile {
    @Override
    public long sizeBytes() {
      return content.length;
    }

    @Override
    public Bytes read(String what, long offset, long count) {
      check(what, offset, count, content.length);
      var part = new byte[(int) count];
      System.arraycopy(content, (int) offset, part, 0, part.length);
      return new Bytes(what, offset, part);
    }

    @Override
    public void close() {}
  }
}
