package dev.nfdrop.nftables.build;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// A number as a register of nf_tables holds it.
///
/// @param widthBytes 1 to 8
/// @param order network order for packet bytes, the machine's own for properties of the packet
public record Value(long number, int widthBytes, ByteOrder order) {
  public Value {
    if (widthBytes < 1 || widthBytes > Long.BYTES) {
      throw new IllegalArgumentException(
          "a value of %d bytes; 1 to %d can be held".formatted(widthBytes, Long.BYTES));
    }
  }

  /// One byte.
  public static Value ofByte(int number) {
    return new Value(number, Byte.BYTES, ByteOrder.BIG_ENDIAN);
  }

  /// A TCP or UDP port as packets carry it.
  public static Value ofPort(int port) {
    return new Value(port, Short.BYTES, ByteOrder.BIG_ENDIAN);
  }

  /// A 32-bit property of the packet.
  public static Value ofProperty(int number) {
    return new Value(number, Integer.BYTES, ByteOrder.nativeOrder());
  }

  byte[] toByteArray() {
    var bytes = ByteBuffer.allocate(Long.BYTES).order(order).putLong(number).array();
    return order.equals(ByteOrder.BIG_ENDIAN)
        ? Arrays.copyOfRange(bytes, Long.BYTES - widthBytes, Long.BYTES)
        : Arrays.copyOf(bytes, widthBytes);
  }
}
