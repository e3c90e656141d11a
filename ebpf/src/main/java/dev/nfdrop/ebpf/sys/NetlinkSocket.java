package dev.nfdrop.ebpf.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/// A netlink socket of raw bytes, bound, with extended acknowledgements on.
///
/// It belongs to the network namespace of the thread that opened it. Only the kernel's datagrams
/// are handed out: others may send to the port as well. For one thread at a time.
public final class NetlinkSocket implements AutoCloseable {
  /// `SOL_NETLINK`, include/linux/socket.h.
  private static final int LEVEL = 270;

  /// Options, include/uapi/linux/netlink.h.
  private static final int ADD_MEMBERSHIP = 1;

  private static final int CAP_ACK = 10;
  private static final int EXT_ACK = 11;

  /// Options of `SOL_SOCKET`, include/uapi/asm-generic/socket.h.
  private static final int SOL_SOCKET = 1;

  private static final int SO_RCVBUF = 8;
  private static final int SO_RCVBUFFORCE = 33;

  /// `MSG_DONTWAIT` and `MSG_TRUNC`, include/linux/socket.h.
  private static final long DO_NOT_WAIT_TELL_FULL_LENGTH = 0x40 | 0x20;

  /// `struct sockaddr_nl`: family, padding, port id at 4, groups at 8.
  private static final long ADDRESS_BYTES = 12;

  private static final long ADDRESS_PORT_OFFSET = 4;

  private final Arena arena = Arena.ofShared();
  private final FileDescriptor descriptor;
  private final MemorySegment kernel = arena.allocate(ADDRESS_BYTES, JAVA_INT.byteAlignment());
  private final MemorySegment sender = arena.allocate(ADDRESS_BYTES, JAVA_INT.byteAlignment());
  private final MemorySegment senderBytes = arena.allocate(JAVA_INT);

  private NetlinkSocket(FileDescriptor descriptor) {
    this.descriptor = descriptor;
    kernel.set(JAVA_SHORT, 0, (short) Sockets.AF_NETLINK);
  }

  /// What came of waiting for a datagram.
  public sealed interface Reception {
    /// A datagram of the kernel.
    ///
    /// @param lengthBytes bytes at the start of the buffer, whole messages
    record Datagram(int lengthBytes) implements Reception {}

    /// Nothing came in time.
    record TimedOut() implements Reception {}

    /// The receive buffer was full: datagrams are lost (`ENOBUFS`). The socket goes on working.
    record Overrun() implements Reception {}
  }

  /// Opens a socket in the calling thread's network namespace.
  ///
  /// @param protocol such as 12, `NETLINK_NETFILTER` of include/uapi/linux/netlink.h
  /// @throws KernelException if the kernel refuses
  public static NetlinkSocket open(int protocol) {
    var descriptor =
        Sockets.open(
            Sockets.AF_NETLINK, Sockets.SOCK_RAW, protocol, "netlink socket, protocol " + protocol);
    try (var opening = new CloseOnFailure()) {
      var socket = opening.add(new NetlinkSocket(descriptor));
      Sockets.bind(descriptor, socket.kernel);
      Sockets.setOption(descriptor, LEVEL, EXT_ACK, 1);
      Sockets.setOption(descriptor, LEVEL, CAP_ACK, 1);
      return opening.done(socket);
    }
  }

  /// Sends one datagram to the kernel.
  ///
  /// @throws KernelException if the kernel refuses
  public void send(byte[] message) {
    try (var temporary = Arena.ofConfined()) {
      send(temporary.allocateFrom(JAVA_BYTE, message));
    }
  }

  /// Sends one datagram to the kernel.
  ///
  /// @param message a native segment
  /// @throws KernelException if the kernel refuses
  public void send(MemorySegment message) {
    Sockets.send(descriptor, message, kernel);
  }

  /// Waits for a datagram of the kernel.
  ///
  /// @param buffer a native segment; 32 KiB hold whatever the kernel sends in a dump
  /// @throws IllegalArgumentException if the buffer is too small; the datagram is lost
  /// @throws KernelException if the kernel refuses
  public Reception receive(MemorySegment buffer, Duration timeout) {
    var deadlineNanos = System.nanoTime() + timeout.toNanos();
    while (true) {
      var reception = receiveNow(buffer);
      if (!(reception instanceof Reception.TimedOut)) {
        return reception;
      }
      var leftNanos = deadlineNanos - System.nanoTime();
      if (leftNanos <= 0) {
        return reception;
      }
      Sockets.awaitReadable(descriptor, Duration.ofNanos(leftNanos));
    }
  }

  /// Subscribes to a multicast group of the protocol.
  ///
  /// @param group a number of `enum nfnetlink_groups` or the like, not a mask
  /// @throws KernelException if the kernel refuses
  public void joinGroup(int group) {
    Sockets.setOption(descriptor, LEVEL, ADD_MEMBERSHIP, group);
  }

  /// Sets the size of the receive buffer, beyond `net.core.rmem_max` where permitted.
  ///
  /// @throws KernelException if the kernel refuses both ways
  public void receiveBufferBytes(int bytes) {
    if (Sockets.trySetOption(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, bytes) < 0) {
      Sockets.setOption(descriptor, SOL_SOCKET, SO_RCVBUF, bytes);
    }
  }

  /// The descriptor, for an [Epoll]; it stays owned by this object.
  public FileDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public void close() {
    descriptor.close();
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }

  /// Takes the next datagram of the kernel if one is there.
  private Reception receiveNow(MemorySegment buffer) {
    while (true) {
      senderBytes.set(JAVA_INT, 0, (int) ADDRESS_BYTES);
      var length =
          Libc.call(
              SystemCall.RECVFROM,
              descriptor.number(),
              buffer.address(),
              buffer.byteSize(),
              DO_NOT_WAIT_TELL_FULL_LENGTH,
              sender.address(),
              senderBytes.address());
      if (length < 0) {
        return ofError(Errno.ofResult(length));
      }
      if (sender.get(JAVA_INT, ADDRESS_PORT_OFFSET) != 0) {
        continue; // another process wrote to our port
      }
      if (length > buffer.byteSize()) {
        throw new IllegalArgumentException(
            "netlink datagram of %d bytes does not fit into %d"
                .formatted(length, buffer.byteSize()));
      }
      return new Reception.Datagram((int) length);
    }
  }

  private Reception ofError(Errno errno) {
    if (errno.equals(Errno.EAGAIN) || errno.equals(Errno.EINTR)) {
      return new Reception.TimedOut();
    }
    if (errno.equals(Errno.ENOBUFS)) {
      return new Reception.Overrun();
    }
    throw new KernelException("recvfrom", descriptor.what(), errno);
  }
}
