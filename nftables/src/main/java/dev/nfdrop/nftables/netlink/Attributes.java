package dev.nfdrop.nftables.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// The attributes of a message or of a nest, in order (`struct nlattr`,
/// include/uapi/linux/netlink.h). Values are views of the datagram; nothing is copied.
record Attributes(List<Attribute> all) {
  /// `NLA_HDRLEN`.
  static final int HEADER_BYTES = 4;

  /// `NLA_TYPE_MASK`: without `NLA_F_NESTED` and `NLA_F_NET_BYTEORDER`.
  private static final int TYPE_MASK = 0x3fff;

  /// `NLA_ALIGNTO`, minus one.
  private static final int ALIGNMENT_MASK = 3;

  /// Longest string that is decoded: `NFT_NAME_MAXLEN` and comments are shorter.
  private static final int MAX_STRING_BYTES = 4096;

  /// @param value the payload, big-endian for numbers
  record Attribute(int type, ByteBuffer value) {
    String string() {
      return decode(value);
    }
  }

  /// Splits bytes into attributes.
  ///
  /// @throws MalformedMessageException if a length leads nowhere
  static Attributes parse(ByteBuffer bytes) {
    var found = new ArrayList<Attribute>();
    var position = bytes.position();
    var end = bytes.limit();
    var header = bytes.duplicate().order(ByteOrder.nativeOrder());
    while (end - position >= HEADER_BYTES) {
      var length = Short.toUnsignedInt(header.getShort(position));
      var type = header.getShort(position + 2) & TYPE_MASK;
      if (length < HEADER_BYTES || length > end - position) {
        throw new MalformedMessageException(
            "attribute " + type,
            position,
            "length " + length,
            "%d to %d".formatted(HEADER_BYTES, end - position));
      }
      found.add(new Attribute(type, bytes.slice(position + HEADER_BYTES, length - HEADER_BYTES)));
      position += Math.min(aligned(length), end - position);
    }
    return new Attributes(List.copyOf(found));
  }

  static int aligned(int length) {
    return (length + ALIGNMENT_MASK) & ~ALIGNMENT_MASK;
  }

  /// A string up to its first NUL, if it has one.
  static String decode(ByteBuffer value) {
    var bytes = new byte[Math.min(value.remaining(), MAX_STRING_BYTES)];
    value.get(value.position(), bytes);
    var length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  Optional<ByteBuffer> value(int type) {
    for (var attribute : all) {
      if (attribute.type == type) {
        return Optional.of(attribute.value);
      }
    }
    return Optional.empty();
  }

  Optional<String> string(int type) {
    return value(type).map(Attributes::decode);
  }

  /// A `NLA_U16` in network order.
  OptionalInt number16(int type) {
    var value = value(type);
    if (value.isEmpty()) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(Short.toUnsignedInt(sized(type, value.get(), Short.BYTES).getShort(0)));
  }

  /// A `NLA_U32` in network order.
  OptionalInt number32(int type) {
    var value = value(type);
    if (value.isEmpty()) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(sized(type, value.get(), Integer.BYTES).getInt(0));
  }

  /// A `NLA_U64` in network order.
  OptionalLong number64(int type) {
    var value = value(type);
    if (value.isEmpty()) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(sized(type, value.get(), Long.BYTES).getLong(0));
  }

  /// The attributes inside a nest; none if it is not there.
  Attributes nested(int type) {
    return value(type).map(Attributes::parse).orElse(new Attributes(List.of()));
  }

  private static ByteBuffer sized(int type, ByteBuffer value, int bytes) {
    if (value.remaining() != bytes) {
      throw new MalformedMessageException(
          "attribute " + type, 0, value.remaining() + " bytes", bytes + " bytes");
    }
    return value;
  }
}
