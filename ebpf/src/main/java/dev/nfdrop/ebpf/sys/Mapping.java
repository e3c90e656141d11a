package dev.nfdrop.ebpf.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Owner of one shared mapping of a file, made by mmap(2).
///
/// The segment and its slices are bounds-checked, and invalid after [#close()]: a late access is an
/// `IllegalStateException`, never a fault.
public final class Mapping implements AutoCloseable {
  /// What the process may do with the pages.
  public enum Access {
    READ(1),
    READ_WRITE(3);

    /// `PROT_READ` and `PROT_WRITE`, include/uapi/asm-generic/mman-common.h.
    private final int protection;

    Access(int protection) {
      this.protection = protection;
    }
  }

  /// `MAP_SHARED`, include/uapi/linux/mman.h.
  private static final long SHARED = 1;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment segment;
  private final OpenResources.Resource resource;

  private Mapping(long address, long lengthBytes, String what, Access access) {
    this.segment = segmentAt(address, lengthBytes, access);
    this.resource = OpenResources.opened(OpenResources.Kind.MAPPING, what);
  }

  /// Maps a part of a file.
  ///
  /// @param offsetBytes a multiple of the page size
  /// @param lengthBytes more than 0
  /// @throws KernelException if the kernel refuses
  public static Mapping of(FileDescriptor file, long offsetBytes, long lengthBytes, Access access) {
    var address =
        Libc.call(
            SystemCall.MMAP, 0, lengthBytes, access.protection, SHARED, file.number(), offsetBytes);
    var what =
        "%s, %d bytes from offset %d, %s".formatted(file.what(), lengthBytes, offsetBytes, access);
    if (address < 0) {
      throw new KernelException("mmap", what, Errno.ofResult(address));
    }
    return new Mapping(address, lengthBytes, what, access);
  }

  /// The mapped bytes; read-only where the mapping is.
  public MemorySegment segment() {
    return segment;
  }

  /// Unmaps the pages; again is no error. Call it when no other thread is inside an access: a
  /// thread that comes later gets an `IllegalStateException`.
  @Override
  public void close() {
    if (resource.closed()) {
      arena.close();
    }
  }

  @SuppressWarnings("restricted")
  private MemorySegment segmentAt(long address, long lengthBytes, Access access) {
    var bytes =
        MemorySegment.ofAddress(address)
            .reinterpret(
                lengthBytes,
                arena,
                pages -> Libc.call(SystemCall.MUNMAP, pages.address(), lengthBytes));
    return access == Access.READ ? bytes.asReadOnly() : bytes;
  }
}
