package dev.nfdrop.nftables.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// One netlink message of a datagram (`struct nlmsghdr`, include/uapi/linux/netlink.h).
///
/// @param type `nlmsg_type`: subsystem and operation, or `NLMSG_ERROR` and the like
/// @param payload what follows the header: a view of the datagram
record NetlinkMessage(int type, int flags, int sequence, int portId, ByteBuffer payload) {
  /// `NLMSG_HDRLEN`.
  static final int HEADER_BYTES = 16;

  /// `NLMSG_ERROR`, also an acknowledgement.
  static final int ERROR = 2;

  /// `NLMSG_DONE`: the end of a dump.
  static final int DONE = 3;

  /// `NLMSG_OVERRUN`.
  static final int OVERRUN = 4;

  // spotless:off
  /// `NLM_F_`.
  static final int REQUEST = 0x1;
  static final int MULTIPART = 0x2;
  static final int ACKNOWLEDGE = 0x4;
  static final int DUMP_INTERRUPTED = 0x10;
  static final int DUMP = 0x300;
  static final int EXCLUSIVE = 0x200;
  static final int CREATE = 0x400;
  static final int APPEND = 0x800;
  // spotless:on

  /// The messages of one datagram.
  ///
  /// @throws MalformedMessageException if a length leads nowhere
  static List<NetlinkMessage> parse(ByteBuffer datagram) {
    var messages = new ArrayList<NetlinkMessage>();
    var bytes = datagram.duplicate().order(ByteOrder.nativeOrder());
    var position = bytes.position();
    while (bytes.limit() - position >= HEADER_BYTES) {
      var length = bytes.getInt(position);
      var available = bytes.limit() - position;
      if (length < HEADER_BYTES || length > available) {
        throw new MalformedMessageException(
            "netlink message",
            position,
            "length " + Integer.toUnsignedString(length),
            "%d to %d".formatted(HEADER_BYTES, available));
      }
      messages.add(
          new NetlinkMessage(
              Short.toUnsignedInt(bytes.getShort(position + 4)),
              Short.toUnsignedInt(bytes.getShort(position + 6)),
              bytes.getInt(position + 8),
              bytes.getInt(position + 12),
              datagram.slice(position + HEADER_BYTES, length - HEADER_BYTES)));
      position += Math.min(Attributes.aligned(length), available);
    }
    return messages;
  }

  boolean isOfNftables() {
    return (type & ~0xff) == NftMessage.SUBSYSTEM;
  }

  /// The message as one of nf_tables.
  ///
  /// @throws MalformedMessageException if it has no `struct nfgenmsg`
  NftMessage nftables() {
    if (payload.remaining() < NftMessage.HEADER_BYTES) {
      throw new MalformedMessageException(
          "nfgenmsg", 0, payload.remaining() + " bytes", NftMessage.HEADER_BYTES + " bytes");
    }
    var attributes =
        payload.slice(NftMessage.HEADER_BYTES, payload.remaining() - NftMessage.HEADER_BYTES);
    return new NftMessage(
        type & 0xff, Byte.toUnsignedInt(payload.get(0)), Attributes.parse(attributes));
  }
}
