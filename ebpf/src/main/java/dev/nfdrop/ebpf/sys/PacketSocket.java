package dev.nfdrop.ebpf.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;

/// A packet socket that sends whole link-layer frames; it receives none. See packet(7).
///
/// It belongs to the network namespace of the thread that opened it.
public final class PacketSocket implements AutoCloseable {
  /// `struct sockaddr_ll`, include/uapi/linux/if_packet.h.
  private static final long ADDRESS_BYTES = 20;

  private static final long ADDRESS_PROTOCOL_OFFSET = 2;
  private static final long ADDRESS_INTERFACE_OFFSET = 4;

  /// Where an Ethernet frame has its protocol, in network byte order.
  private static final long ETHERTYPE_OFFSET = 12;

  private static final int ETHERNET_HEADER_BYTES = 14;

  private final FileDescriptor descriptor;

  private PacketSocket(FileDescriptor descriptor) {
    this.descriptor = descriptor;
  }

  /// Opens a socket in the calling thread's network namespace.
  ///
  /// @throws KernelException if the kernel refuses
  public static PacketSocket open() {
    return new PacketSocket(Sockets.open(Sockets.AF_PACKET, Sockets.SOCK_RAW, 0, "packet socket"));
  }

  /// Sends one Ethernet frame.
  ///
  /// @param interfaceIndex index of the interface it leaves by
  /// @param frame from the destination address on, without the check sequence
  /// @throws IllegalArgumentException if the frame is shorter than its header
  /// @throws KernelException if the kernel refuses
  public void send(int interfaceIndex, byte[] frame) {
    if (frame.length < ETHERNET_HEADER_BYTES) {
      throw new IllegalArgumentException("frame of %d bytes".formatted(frame.length));
    }
    try (var arena = Arena.ofConfined()) {
      var bytes = arena.allocateFrom(JAVA_BYTE, frame);
      var address = arena.allocate(ADDRESS_BYTES, JAVA_INT.byteAlignment());
      address.set(JAVA_SHORT, 0, (short) Sockets.AF_PACKET);
      address.set(
          JAVA_SHORT,
          ADDRESS_PROTOCOL_OFFSET,
          bytes.get(JAVA_SHORT.withByteAlignment(1), ETHERTYPE_OFFSET));
      address.set(JAVA_INT, ADDRESS_INTERFACE_OFFSET, interfaceIndex);
      Sockets.send(descriptor, bytes, address);
    }
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
