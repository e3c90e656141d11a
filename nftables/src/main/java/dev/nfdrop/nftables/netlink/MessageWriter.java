package dev.nfdrop.nftables.netlink;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// Writes one or more netlink messages into a datagram.
///
/// Attributes are written in the order of the calls; nests by a callback, so that their length is
/// right when it returns.
public final class MessageWriter {
  /// `NLA_F_NESTED`.
  private static final int NESTED = 0x8000;

  private static final int MAX_ATTRIBUTE_BYTES = 0xffff;

  private final ByteArrayOutputStream datagram = new ByteArrayOutputStream();
  private ByteArrayOutputStream body = new ByteArrayOutputStream();

  MessageWriter() {}

  /// Writes a message.
  ///
  /// @param type `nlmsg_type`
  /// @param flags `NLM_F_` flags
  /// @param family `nfgen_family`
  /// @param resource `res_id` of `struct nfgenmsg`
  /// @param attributes writes the attributes
  void message(
      int type,
      int flags,
      int sequence,
      int family,
      int resource,
      Consumer<MessageWriter> attributes) {
    body = new ByteArrayOutputStream();
    attributes.accept(this);
    var length = NetlinkMessage.HEADER_BYTES + NftMessage.HEADER_BYTES + body.size();
    var header =
        ByteBuffer.allocate(NetlinkMessage.HEADER_BYTES + NftMessage.HEADER_BYTES)
            .order(ByteOrder.nativeOrder())
            .putInt(length)
            .putShort((short) type)
            .putShort((short) flags)
            .putInt(sequence)
            .putInt(0) // the kernel fills in the port
            .put((byte) family)
            .put((byte) 0) // NFNETLINK_V0
            .order(ByteOrder.BIG_ENDIAN)
            .putShort((short) resource);
    datagram.writeBytes(header.array());
    datagram.writeBytes(body.toByteArray());
  }

  /// Writes an attribute of bytes.
  public MessageWriter bytes(int type, byte[] value) {
    attribute(type, value);
    return this;
  }

  /// Writes a string with its NUL.
  public MessageWriter string(int type, String value) {
    attribute(type, (value + '\0').getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /// Writes a `NLA_U8`.
  public MessageWriter number8(int type, int value) {
    attribute(type, new byte[] {(byte) value});
    return this;
  }

  /// Writes a `NLA_U32` in network order.
  public MessageWriter number32(int type, int value) {
    attribute(type, ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    return this;
  }

  /// Writes a `NLA_U64` in network order.
  public MessageWriter number64(int type, long value) {
    attribute(type, ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    return this;
  }

  /// Writes a nest.
  ///
  /// @param attributes writes what is in it
  public MessageWriter nested(int type, Consumer<MessageWriter> attributes) {
    var outer = body;
    body = new ByteArrayOutputStream();
    attributes.accept(this);
    var inner = body.toByteArray();
    body = outer;
    attribute(type | NESTED, inner);
    return this;
  }

  byte[] toByteArray() {
    return datagram.toByteArray();
  }

  private void attribute(int type, byte[] value) {
    var length = Attributes.HEADER_BYTES + value.length;
    if (length > MAX_ATTRIBUTE_BYTES) {
      throw new IllegalArgumentException(
          "attribute %d of %d bytes; netlink allows %d"
              .formatted(type & ~NESTED, length, MAX_ATTRIBUTE_BYTES));
    }
    body.writeBytes(
        ByteBuffer.allocate(Attributes.HEADER_BYTES)
            .order(ByteOrder.nativeOrder())
            .putShort((short) length)
            .putShort((short) type)
            .array());
    body.writeBytes(value);
    body.writeBytes(new byte[Attributes.aligned(length) - length]);
  }
}
