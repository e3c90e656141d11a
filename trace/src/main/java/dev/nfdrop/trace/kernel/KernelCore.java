package dev.nfdrop.trace.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The kernel's memory as an ELF core file, `/proc/kcore`: sparse, as large as the address space,
/// so only the program headers and what is asked for are read.
///
/// It needs `CONFIG_PROC_KCORE`, CAP_SYS_RAWIO and no lockdown. Source: fs/proc/kcore.c;
/// `Elf64_Ehdr` and `Elf64_Phdr`, include/uapi/linux/elf.h.
final class KernelCore implements KernelMemory {
  static final Path PROC = Path.of("/proc/kcore");

  private static final int HEADER_BYTES = 64;
  private static final int PROGRAM_HEADER_BYTES = 56;
  private static final long MAGIC_64_BIT_LITTLE_ENDIAN =
      0x0102_464c457fL; // 0x7f "ELF", ELFCLASS64, ELFDATA2LSB
  private static final long MAGIC_MASK = 0xffff_ffffffffL;
  private static final int TYPE_AT = 16;
  private static final int ET_CORE = 4;
  private static final int PHOFF_AT = 32;
  private static final int PHENTSIZE_AT = 54;
  private static final int PHNUM_AT = 56;
  private static final int PT_LOAD = 1;
  private static final int P_OFFSET_AT = 8;
  private static final int P_VADDR_AT = 16;
  private static final int P_FILESZ_AT = 32;

  private final Path file;
  private final FileChannel channel;
  private final List<Segment> segments;

  /// Memory that the file holds.
  ///
  /// @param address of the first byte
  /// @param offset of it in the file
  private record Segment(long address, long offset, long sizeBytes) {
    boolean holds(long first, int length) {
      long at = first - address;
      return Long.compareUnsigned(at, sizeBytes) < 0
          && Long.compareUnsigned(length, sizeBytes - at) <= 0;
    }
  }

  private KernelCore(Path file, FileChannel channel, List<Segment> segments) {
    this.file = file;
    this.channel = channel;
    this.segments = segments;
  }

  /// @throws UncheckedIOException if the file cannot be read, or is no core file
  @SuppressWarnings("MustBeClosedChecker") // the reader keeps the channel
  static KernelCore open(Path file) {
    try {
      var channel = FileChannel.open(file, StandardOpenOption.READ);
      try {
        return new KernelCore(file, channel, segments(channel));
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static List<Segment> segments(FileChannel channel) throws IOException {
    var header = bytes(channel, 0, HEADER_BYTES);
    if ((header.getLong(0) & MAGIC_MASK) != MAGIC_64_BIT_LITTLE_ENDIAN
        || header.getShort(TYPE_AT) != ET_CORE
        || header.getShort(PHENTSIZE_AT) != PROGRAM_HEADER_BYTES) {
      throw new IOException("it is no 64-bit little-endian ELF core file");
    }
    int count = Short.toUnsignedInt(header.getShort(PHNUM_AT));
    var table = bytes(channel, header.getLong(PHOFF_AT), count * PROGRAM_HEADER_BYTES);
    var segments = new ArrayList<Segment>();
    for (int at = 0; at < table.limit(); at += PROGRAM_HEADER_BYTES) {
      if (table.getInt(at) == PT_LOAD) {
        segments.add(
            new Segment(
                table.getLong(at + P_VADDR_AT),
                table.getLong(at + P_OFFSET_AT),
                table.getLong(at + P_FILESZ_AT)));
      }
    }
    return List.copyOf(segments);
  }

  private static ByteBuffer bytes(FileChannel channel, long offset, int count) throws IOException {
    if (offset < 0) {
      throw new IOException("an offset of 0x%x".formatted(offset));
    }
    var buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, offset + buffer.position()) < 0) {
        throw new IOException("it ends at 0x%x".formatted(offset + buffer.position()));
      }
    }
    return buffer.flip();
  }

  @Override
  public Optional<byte[]> read(long address, int length) {
    return segments.stream()
        .filter(segment -> segment.holds(address, length))
        .findFirst()
        .flatMap(segment -> content(segment.offset() + (address - segment.address()), length));
  }

  /// A page that may not be read fails as a whole: there is no memory then.
  private Optional<byte[]> content(long offset, int length) {
    try {
      return Optional.of(bytes(channel, offset, length).array());
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close " + file + ": " + e.getMessage(), e);
    }
  }
}
