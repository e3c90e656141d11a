package dev.nfdrop.nftables.netlink;

import dev.nfdrop.ebpf.sys.Errno;
import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.expression.Step;
import dev.nfdrop.nftables.set.SetDeclaration;
import dev.nfdrop.nftables.set.SetElement;
import dev.nfdrop.nftables.set.SetElement.Keys;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// Questions about one rule, one set, one element: each a message there and one back, however large
/// the ruleset is.
///
/// @param socket owned by the caller
public record SetQueries(NftablesSocket socket) {
  // spotless:off
  private static final int RULE_TABLE = 1;
  private static final int RULE_CHAIN = 2;
  private static final int RULE_HANDLE = 3;

  private static final int SET_TABLE = 1;
  private static final int SET_NAME = 2;

  private static final int LIST_TABLE = 1;
  private static final int LIST_SET = 2;
  private static final int LIST_ELEMENTS = 3;
  private static final int LIST_ELEMENT = 1;
  private static final int ELEMENT_KEY = 1;
  private static final int ELEMENT_FLAGS = 3;
  private static final int DATA_VALUE = 1;

  /// `NFT_SET_ELEM_INTERVAL_END` and, since 5.13, `NFT_SET_ELEM_CATCHALL`.
  private static final int END_OF_RANGE = 1;
  private static final int ALL_OTHERS = 2;
  // spotless:on

  /// What the expressions of a rule do; empty if it is not there any more.
  public Optional<List<Step>> steps(Family family, String table, String chain, long handle) {
    return ask(
        "NFT_MSG_GETRULE",
        NftMessage.GET_RULE,
        family,
        attributes ->
            attributes
                .string(RULE_TABLE, table)
                .string(RULE_CHAIN, chain)
                .number64(RULE_HANDLE, handle),
        message -> Optional.of(StepDecoder.steps(message)));
  }

  /// A set or map; empty if it is not there any more.
  public Optional<SetDeclaration> set(Family family, String table, String name) {
    return ask(
        "NFT_MSG_GETSET",
        NftMessage.GET_SET,
        family,
        attributes -> attributes.string(SET_TABLE, table).string(SET_NAME, name),
        SetDecoder::set);
  }

  /// The element of a set or map that stands for a key, as it is now.
  ///
  /// @param key as long as the set's keys are
  public Optional<SetElement> element(
      Family family, String table, SetDeclaration set, ByteBuffer key) {
    return element(family, table, set, Optional.of(key), 0)
        .map(found ->
            new SetElement(keys(family, table, set, key, found), found.verdict(), found.comment()))
        .or(() ->
            element(family, table, set, Optional.empty(), ALL_OTHERS)
                .map(found -> new SetElement(new Keys.Others(), found.verdict(), found.comment())));
  }

  private Keys keys(
      Family family, String table, SetDeclaration set, ByteBuffer key, SetDecoder.Element found) {
    var first = found.key().orElse(key);
    if (found.last().isPresent()) {
      return keys(first, found.last().get());
    }
    return set.ranges()
        ? element(family, table, set, Optional.of(key), END_OF_RANGE)
            .flatMap(SetDecoder.Element::key)
            .map(end -> keys(first, before(end)))
            .orElseGet(() -> new Keys.Range(first, highest(set.keyBytes())))
        : new Keys.One(first);
  }

  private static Keys keys(ByteBuffer first, ByteBuffer last) {
    return first.equals(last) ? new Keys.One(first) : new Keys.Range(first, last);
  }

  private Optional<SetDecoder.Element> element(
      Family family, String table, SetDeclaration set, Optional<ByteBuffer> key, int flags) {
    return ask(
        "NFT_MSG_GETSETELEM",
        NftMessage.GET_SET_ELEMENT,
        family,
        list ->
            list.string(LIST_TABLE, table)
                .string(LIST_SET, set.name())
                .nested(
                    LIST_ELEMENTS,
                    elements ->
                        elements.nested(LIST_ELEMENT, element -> element(element, key, flags))),
        SetDecoder::element);
  }

  private static void element(MessageWriter element, Optional<ByteBuffer> key, int flags) {
    if (key.isPresent()) {
      element.nested(ELEMENT_KEY, data -> data.bytes(DATA_VALUE, bytes(key.get())));
    }
    if (flags != 0) {
      element.number32(ELEMENT_FLAGS, flags);
    }
  }

  /// Where a kernel does not know what is asked for, it refuses it as invalid.
  private <T> Optional<T> ask(
      String name,
      int operation,
      Family family,
      Consumer<MessageWriter> attributes,
      Function<NftMessage, Optional<T>> decoder) {
    try {
      return socket.ask(name, operation, family, attributes).flatMap(decoder);
    } catch (NetfilterRefusalException e) {
      if (e.errno().equals(Errno.ENOENT) || e.errno().equals(Errno.EINVAL)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /// The end of a range is the first key behind it.
  private static ByteBuffer before(ByteBuffer end) {
    var number = new BigInteger(1, bytes(end)).subtract(BigInteger.ONE);
    var result = ByteBuffer.allocate(end.remaining());
    for (int at = 0; at < result.capacity(); at++) {
      result.put(at, number.shiftRight(Byte.SIZE * (result.capacity() - 1 - at)).byteValue());
    }
    return result;
  }

  private static ByteBuffer highest(int bytes) {
    var result = ByteBuffer.allocate(bytes);
    for (int at = 0; at < bytes; at++) {
      result.put(at, (byte) -1);
    }
    return result;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    var bytes = new byte[buffer.remaining()];
    buffer.get(buffer.position(), bytes);
    return bytes;
  }
}
