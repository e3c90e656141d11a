package dev.nfdrop.ebpf.sys;

import java.lang.foreign.Arena;
import java.nio.file.Path;

/// Owner of one file descriptor: it closes it, once, and remembers who opened it.
///
/// Safe for use by several threads, except that a number which another thread closes meanwhile may
/// name another file a moment later, as everywhere in Unix.
public final class FileDescriptor implements AutoCloseable {
  /// `AT_FDCWD`, include/uapi/linux/fcntl.h.
  private static final long CURRENT_DIRECTORY = -100;

  /// `O_CLOEXEC`, include/uapi/asm-generic/fcntl.h.
  private static final long CLOSE_ON_EXEC = 0x80000;

  private final int number;
  private final String what;
  private final OpenResources.Resource resource;
  private volatile boolean closed;

  private FileDescriptor(int number, String what, OpenResources.Kind kind) {
    this.number = number;
    this.what = what;
    this.resource = OpenResources.opened(kind, what + ", fd " + number);
  }

  /// Takes over a descriptor that the kernel has just handed out.
  ///
  /// @param what the thing behind it in field terms, such as `map drops`
  public static FileDescriptor own(int number, String what) {
    return own(number, what, OpenResources.Kind.FILE_DESCRIPTOR);
  }

  /// Takes over a descriptor whose closing undoes an attachment, or is of another special kind.
  public static FileDescriptor own(int number, String what, OpenResources.Kind kind) {
    if (number < 0) {
      throw new IllegalArgumentException(
          "%d is not a file descriptor (%s)".formatted(number, what));
    }
    return new FileDescriptor(number, what, kind);
  }

  /// Opens a file for reading, close-on-exec.
  ///
  /// @throws KernelException if the kernel refuses
  public static FileDescriptor openForReading(Path path) {
    try (var arena = Arena.ofConfined()) {
      var name = arena.allocateFrom(path.toString());
      var result =
          Libc.call(SystemCall.OPENAT, CURRENT_DIRECTORY, name.address(), CLOSE_ON_EXEC, 0);
      if (result < 0) {
        throw new KernelException("openat", path.toString(), Errno.ofResult(result));
      }
      return own((int) result, path.toString());
    }
  }

  /// The number of the descriptor.
  ///
  /// @throws IllegalStateException if it is closed
  public int number() {
    if (closed) {
      throw new IllegalStateException("fd %d (%s) is closed".formatted(number, what));
    }
    return number;
  }

  /// What the descriptor stands for.
  public String what() {
    return what;
  }

  /// Closes the descriptor; again is no error. Linux releases the number even where close(2)
  /// reports an error, and nothing that is opened here has data to lose, so the result is not
  /// looked at.
  @Override
  public void close() {
    if (resource.closed()) {
      closed = true;
      Libc.call(SystemCall.CLOSE, number);
    }
  }

  @Override
  public String toString() {
    return "fd %d (%s%s)".formatted(number, what, closed ? ", closed" : "");
  }
}
