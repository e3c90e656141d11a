package dev.nfdrop.nftables.netlink;

import dev.nfdrop.ebpf.sys.Errno;
import java.nio.ByteOrder;
import java.util.Optional;

/// The kernel's answer to one request (`struct nlmsgerr`, include/uapi/linux/netlink.h), or the
/// result at the end of a dump.
///
/// @param error why the request failed; empty if it did not
/// @param words the kernel's own explanation (`NLMSGERR_ATTR_MSG`), if it gave one
record Acknowledgement(Optional<Errno> error, Optional<String> words) {
  /// `NLM_F_CAPPED`: the request itself is not repeated.
  private static final int CAPPED = 0x100;

  /// `NLM_F_ACK_TLVS`: attributes follow.
  private static final int HAS_ATTRIBUTES = 0x200;

  private static final int MESSAGE = 1;

  /// Bytes in front of the request's header.
  private static final int ERROR_BYTES = 4;

  static Acknowledgement of(NetlinkMessage message) {
    var payload = message.payload().duplicate().order(ByteOrder.nativeOrder());
    if (payload.remaining() < ERROR_BYTES) {
      throw new MalformedMessageException(
          "nlmsgerr", 0, payload.remaining() + " bytes", ERROR_BYTES + " bytes");
    }
    var result = payload.getInt(0);
    return new Acknowledgement(
        result < 0 && result > -4096 ? Optional.of(new Errno(-result)) : Optional.empty(),
        (message.flags() & HAS_ATTRIBUTES) == 0 ? Optional.empty() : words(message));
  }

  private static Optional<String> words(NetlinkMessage message) {
    var payload = message.payload().duplicate().order(ByteOrder.nativeOrder());
    var start = ERROR_BYTES;
    if (message.type() == NetlinkMessage.ERROR) {
      start += NetlinkMessage.HEADER_BYTES;
      if ((message.flags() & CAPPED) == 0 && payload.remaining() >= start) {
        var requestBytes = Math.max(payload.getInt(ERROR_BYTES), NetlinkMessage.HEADER_BYTES);
        start += Math.min(requestBytes, payload.remaining()) - NetlinkMessage.HEADER_BYTES;
      }
    }
    start = Attributes.aligned(start);
    return start >= payload.remaining()
        ? Optional.empty()
        : Attributes.parse(payload.slice(start, payload.remaining() - start)).string(MESSAGE);
  }
}
