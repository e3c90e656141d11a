package dev.nfdrop.ebpf.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/// Socket calls that the typed sockets of this package share.
final class Sockets {
  /// Address families, include/linux/socket.h.
  static final int AF_INET = 2;

  static final int AF_NETLINK = 16;
  static final int AF_PACKET = 17;

  /// Socket types, include/linux/net.h.
  static final int SOCK_DGRAM = 2;

  static final int SOCK_RAW = 3;

  private static final int SOCK_CLOEXEC = 0x80000;

  /// `POLLIN`, include/uapi/asm-generic/poll.h.
  private static final short POLL_IN = 1;

  /// `struct pollfd`: int fd, short events, short revents.
  private static final long POLLFD_BYTES = 8;

  private static final long POLLFD_EVENTS_OFFSET = 4;

  /// `struct timespec` of 64-bit kernels.
  private static final long TIMESPEC_BYTES = 16;

  private Sockets() {}

  static FileDescriptor open(int family, int type, int protocol, String what) {
    var result = Libc.call(SystemCall.SOCKET, family, type | SOCK_CLOEXEC, protocol);
    if (result < 0) {
      throw new KernelException(
          "socket",
          what,
          Errno.ofResult(result),
          "may need CAP_NET_RAW or a kernel with the family");
    }
    return FileDescriptor.own((int) result, what);
  }

  static void bind(FileDescriptor socket, MemorySegment address) {
    require(
        Libc.call(SystemCall.BIND, socket.number(), address.address(), address.byteSize()),
        "bind",
        socket);
  }

  static void setOption(FileDescriptor socket, int level, int option, int value) {
    require(trySetOption(socket, level, option, value), "setsockopt(" + option + ")", socket);
  }

  /// Sets an option of type int.
  ///
  /// @return 0 or the negated errno
  static long trySetOption(FileDescriptor socket, int level, int option, int value) {
    try (var arena = Arena.ofConfined()) {
      var bytes = arena.allocateFrom(JAVA_INT, value);
      return Libc.call(
          SystemCall.SETSOCKOPT, socket.number(), level, option, bytes.address(), bytes.byteSize());
    }
  }

  /// Sends one datagram to an address.
  static void send(FileDescriptor socket, MemorySegment message, MemorySegment address) {
    var sent =
        Libc.call(
            SystemCall.SENDTO,
            socket.number(),
            message.address(),
            message.byteSize(),
            0,
            address.address(),
            address.byteSize());
    require(sent, "sendto", socket);
    if (sent != message.byteSize()) {
      throw new IllegalStateException(
          "sendto of %s took %d of %d bytes".formatted(socket, sent, message.byteSize()));
    }
  }

  /// Waits until the socket has something to read.
  ///
  /// @return whether it has; false as well after an interruption by a signal
  static boolean awaitReadable(FileDescriptor socket, Duration timeout) {
    try (var arena = Arena.ofConfined()) {
      var poll = arena.allocate(POLLFD_BYTES, JAVA_INT.byteAlignment());
      poll.set(JAVA_INT, 0, socket.number());
      poll.set(JAVA_SHORT, POLLFD_EVENTS_OFFSET, POLL_IN);
      var time = arena.allocate(TIMESPEC_BYTES, JAVA_LONG.byteAlignment());
      time.set(JAVA_LONG, 0, timeout.toSeconds());
      time.set(JAVA_LONG, JAVA_LONG.byteSize(), timeout.toNanosPart());
      var result = Libc.call(SystemCall.PPOLL, poll.address(), 1, time.address(), 0, 0);
      if (result == -Errno.EINTR.number()) {
        return false;
      }
      require(result, "ppoll", socket);
      return result > 0;
    }
  }

  static void require(long result, String call, FileDescriptor socket) {
    if (result < 0) {
      throw new KernelException(call, socket.what(), Errno.ofResult(result));
    }
  }
}
