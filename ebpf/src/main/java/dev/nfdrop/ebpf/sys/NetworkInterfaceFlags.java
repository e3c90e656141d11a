package dev.nfdrop.ebpf.sys;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Interface flags through ioctl(2), as netdevice(7) describes.
final class NetworkInterfaceFlags {
  /// `SIOCGIFFLAGS` and `SIOCSIFFLAGS`, include/uapi/linux/sockios.h.
  private static final long READ_FLAGS = 0x8913;

  private static final long WRITE_FLAGS = 0x8914;

  /// `IFF_UP`, include/uapi/linux/if.h.
  private static final short UP = 1;

  /// `struct ifreq`, include/uapi/linux/if.h: 16 bytes of name, then a union of 24 bytes.
  private static final long IFREQ_BYTES = 40;

  private static final long IFREQ_FLAGS_OFFSET = 16;

  private NetworkInterfaceFlags() {}

  /// Takes an interface of the calling thread's namespace up.
  static void bringUp(String interfaceName) {
    try (var arena = Arena.ofConfined();
        var socket =
            Sockets.open(Sockets.AF_INET, Sockets.SOCK_DGRAM, 0, "socket for interface flags")) {
      var request = arena.allocate(IFREQ_BYTES);
      request.setString(0, interfaceName);
      ioctl(socket, READ_FLAGS, request, "ioctl(SIOCGIFFLAGS)", interfaceName);
      var flags = request.get(JAVA_SHORT, IFREQ_FLAGS_OFFSET);
      request.set(JAVA_SHORT, IFREQ_FLAGS_OFFSET, (short) (flags | UP));
      ioctl(socket, WRITE_FLAGS, request, "ioctl(SIOCSIFFLAGS)", interfaceName);
    }
  }

  private static void ioctl(
      FileDescriptor socket, long code, MemorySegment request, String call, String interfaceName) {
    var result = Libc.call(SystemCall.IOCTL, socket.number(), code, request.address());
    if (result < 0) {
      throw new KernelException(
          call, interfaceName, Errno.ofResult(result), "needs CAP_NET_ADMIN in that namespace");
    }
  }
}
