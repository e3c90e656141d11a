package dev.nfdrop.trace.element;

import dev.nfdrop.nftables.set.SetDeclaration;
import dev.nfdrop.nftables.set.SetElement.Keys;
import dev.nfdrop.trace.packet.Ipv4Address;
import dev.nfdrop.trace.packet.Ipv6Address;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Keys of sets as people write them, by what the set says that they are; what is not known is
/// shown as bytes.
final class KeyText {
  private static final String CONCATENATED = " . ";

  /// A concatenation has six bits of its type for each part, the last part lowest.
  private static final int TYPE_BITS = 6;

  private static final int TYPE_MASK = (1 << TYPE_BITS) - 1;

  /// Parts begin at registers of this size.
  private static final int PART_BYTES = 4;

  /// What keys may be, as nft numbers it: `enum datatypes`, nftables' include/datatype.h.
  private enum Kind {
    IPV4(7, 4),
    IPV6(8, 16),
    ETHERNET(9, 6),
    ETHERTYPE(10, 2),
    PROTOCOL(12, 1),
    PORT(13, 2),
    MARK(19, 4),
    INTERFACE_NAME(41, 16);

    private final int number;
    private final int bytes;

    Kind(int number, int bytes) {
      this.number = number;
      this.bytes = bytes;
    }

    static Optional<Kind> of(int number) {
      for (var kind : values()) {
        if (kind.number == number) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }

  private KeyText() {}

  /// A key.
  static String of(SetDeclaration set, ByteBuffer key) {
    var texts = new ArrayList<String>();
    for (var part : parts(set, key)) {
      texts.add(part.text());
    }
    return String.join(CONCATENATED, texts);
  }

  /// The keys of an element: one, a prefix, a range, or `*`.
  static String of(SetDeclaration set, Keys keys) {
    return switch (keys) {
      case Keys.One(var key) -> of(set, key);
      case Keys.Range(var first, var last) -> range(parts(set, first), parts(set, last));
      case Keys.Others() -> "*";
    };
  }

  private static String range(List<Part> first, List<Part> last) {
    var texts = new ArrayList<String>();
    for (int at = 0; at < Math.min(first.size(), last.size()); at++) {
      texts.add(first.get(at).to(last.get(at)));
    }
    return String.join(CONCATENATED, texts);
  }

  private static List<Part> parts(SetDeclaration set, ByteBuffer key) {
    var kinds = kinds(set.keyType());
    if (kinds.size() == 1 && kinds.getFirst().bytes != key.remaining()) {
      return List.of(new Part(Optional.empty(), key));
    }
    var parts = new ArrayList<Part>();
    int at = key.position();
    for (var kind : kinds) {
      if (key.limit() - at < kind.bytes) {
        return List.of(new Part(Optional.empty(), key));
      }
      parts.add(new Part(Optional.of(kind), key.slice(at, kind.bytes)));
      at += (kind.bytes + PART_BYTES - 1) / PART_BYTES * PART_BYTES;
    }
    return at >= key.limit() && !parts.isEmpty() ? parts : List.of(new Part(Optional.empty(), key));
  }

  /// The kinds of all parts; none if one is not known.
  private static List<Kind> kinds(int type) {
    var kinds = new ArrayList<Kind>();
    for (int rest = type; rest != 0; rest >>>= TYPE_BITS) {
      var kind = Kind.of(rest & TYPE_MASK);
      if (kind.isEmpty()) {
        return List.of();
      }
      kinds.add(kind.get());
    }
    Collections.reverse(kinds);
    return kinds;
  }

  /// A part of a concatenation, or a whole key.
  ///
  /// @param kind empty if it is not known
  private record Part(Optional<Kind> kind, ByteBuffer bytes) {

    String text() {
      return kind.map(this::text).orElseGet(() -> "0x" + HexFormat.of().formatHex(array()));
    }

    private String text(Kind known) {
      return switch (known) {
        case IPV4, IPV6 -> address();
        case ETHERNET -> HexFormat.ofDelimiter(":").formatHex(array());
        case ETHERTYPE -> "0x%04x".formatted(number().intValue());
        case PROTOCOL, PORT -> number().toString();
        case MARK -> "0x%x".formatted(bytes.duplicate().order(ByteOrder.nativeOrder()).getInt(0));
        case INTERFACE_NAME -> name();
      };
    }

    String to(Part last) {
      if (bytes.equals(last.bytes)) {
        return text();
      }
      var prefix = prefix(last);
      return prefix.isPresent() ? text() + "/" + prefix.get() : text() + "-" + last.text();
    }

    /// How many leading bits are the same, where these make the range.
    private Optional<Integer> prefix(Part last) {
      if (!kind.equals(Optional.of(Kind.IPV4)) && !kind.equals(Optional.of(Kind.IPV6))) {
        return Optional.empty();
      }
      var different = number().xor(last.number());
      int host = different.bitLength();
      var ones = BigInteger.ONE.shiftLeft(host).subtract(BigInteger.ONE);
      return different.equals(ones) && number().and(ones).signum() == 0
          ? Optional.of(Byte.SIZE * bytes.remaining() - host)
          : Optional.empty();
    }

    private BigInteger number() {
      return new BigInteger(1, array());
    }

    private String address() {
      var address =
          bytes.remaining() == Integer.BYTES
              ? new Ipv4Address(bytes.getInt(0))
              : new Ipv6Address(bytes.getLong(0), bytes.getLong(Long.BYTES));
      var text = new StringBuilder();
      address.appendTo(text);
      return text.toString();
    }

    private String name() {
      var text = new String(array(), StandardCharsets.UTF_8);
      int end = text.indexOf('\0');
      return end < 0 ? text : text.substring(0, end);
    }

    private byte[] array() {
      var array = new byte[bytes.remaining()];
      bytes.get(bytes.position(), array);
      return array;
    }
  }
}
