package dev.nfdrop.nftables.netlink;

import java.nio.ByteBuffer;
import java.util.Optional;

/// The user data of a rule or chain: bytes that the kernel keeps for user space, by libnftnl's
/// custom a list of type, length (a byte each) and value (include/libnftnl/udata.h).
final class UserData {
  /// `NFTNL_UDATA_RULE_COMMENT` and `NFTNL_UDATA_CHAIN_COMMENT`.
  private static final int COMMENT = 0;

  private static final int HEADER_BYTES = 2;

  private UserData() {}

  /// The comment, if there is one that libnftnl would find.
  static Optional<String> comment(ByteBuffer bytes) {
    var position = bytes.position();
    while (bytes.limit() - position >= HEADER_BYTES) {
      var type = Byte.toUnsignedInt(bytes.get(position));
      var length = Byte.toUnsignedInt(bytes.get(position + 1));
      position += HEADER_BYTES;
      if (length > bytes.limit() - position) {
        return Optional.empty();
      }
      if (type == COMMENT) {
        return Optional.of(Attributes.decode(bytes.slice(position, length)));
      }
      position += length;
    }
    return Optional.empty();
  }
}
