package dev.nfdrop.ebpf.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// The names of one namespace's network interfaces, asked for by index. For one thread.
public final class InterfaceNames implements AutoCloseable {
  /// `SIOCGIFNAME`, include/uapi/linux/sockios.h.
  private static final long NAME_OF_INDEX = 0x8910;

  /// `struct ifreq`, include/uapi/linux/if.h: 16 bytes of name, then a union of 24 bytes.
  private static final long IFREQ_BYTES = 40;

  private static final long IFREQ_INDEX_OFFSET = 16;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment request = arena.allocate(IFREQ_BYTES, JAVA_INT.byteAlignment());
  private final FileDescriptor socket;

  private InterfaceNames(FileDescriptor socket) {
    this.socket = socket;
  }

  /// Opens a socket in a namespace; the namespace may be closed afterwards.
  ///
  /// @throws KernelException if the kernel refuses
  public static InterfaceNames open(NetworkNamespace namespace) {
    return namespace.<InterfaceNames, RuntimeException>call(() ->
        new InterfaceNames(
            Sockets.open(Sockets.AF_INET, Sockets.SOCK_DGRAM, 0, "socket for interface names")));
  }

  /// The name that an interface has now; empty if there is no such interface any more.
  public Optional<String> name(int index) {
    request.fill((byte) 0);
    request.set(JAVA_INT, IFREQ_INDEX_OFFSET, index);
    var result = Libc.call(SystemCall.IOCTL, socket.number(), NAME_OF_INDEX, request.address());
    return result < 0 ? Optional.empty() : Optional.of(request.getString(0));
  }

  @Override
  public void close() {
    socket.close();
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
