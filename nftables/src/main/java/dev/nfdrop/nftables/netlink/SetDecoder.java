package dev.nfdrop.nftables.netlink;

import dev.nfdrop.nftables.set.SetDeclaration;
import dev.nfdrop.nftables.set.SetElement.Verdict;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Reads sets and single elements out of messages. Attribute numbers and flags are those of
/// include/uapi/linux/netfilter/nf_tables.h.
final class SetDecoder {
  // spotless:off
  private static final int SET_NAME = 2;
  private static final int SET_FLAGS = 3;
  private static final int SET_KEY_TYPE = 4;
  private static final int SET_KEY_LENGTH = 5;

  private static final int LIST_ELEMENTS = 3;
  private static final int ELEMENT_KEY = 1;
  private static final int ELEMENT_DATA = 2;
  private static final int ELEMENT_FLAGS = 3;
  private static final int ELEMENT_USERDATA = 6;
  private static final int ELEMENT_KEY_END = 10;

  private static final int DATA_VALUE = 1;
  private static final int DATA_VERDICT = 2;
  private static final int VERDICT_CODE = 1;
  private static final int VERDICT_CHAIN = 2;

  /// `NFT_SET_` flags.
  private static final int ANONYMOUS = 1;
  private static final int INTERVAL = 4;
  private static final int CONCATENATION = 0x80;
  // spotless:on

  private SetDecoder() {}

  /// An element as the kernel has it: the end of a range may be one of its own.
  ///
  /// @param last the last key that it stands for, in sets that keep it with the first
  record Element(
      Optional<ByteBuffer> key,
      Optional<ByteBuffer> last,
      int flags,
      Optional<Verdict> verdict,
      Optional<String> comment) {}

  static Optional<SetDeclaration> set(NftMessage message) {
    var attributes = message.attributes();
    var name = attributes.string(SET_NAME);
    int flags = attributes.number32(SET_FLAGS).orElse(0);
    return name.map(known ->
        new SetDeclaration(
            known,
            attributes.number32(SET_KEY_TYPE).orElse(0),
            attributes.number32(SET_KEY_LENGTH).orElse(0),
            (flags & ANONYMOUS) != 0,
            (flags & (INTERVAL | CONCATENATION)) == INTERVAL));
  }

  /// The first element of an answer.
  static Optional<Element> element(NftMessage message) {
    var list = message.attributes().nested(LIST_ELEMENTS).all();
    return list.isEmpty()
        ? Optional.empty()
        : Optional.of(element(Attributes.parse(list.getFirst().value())));
  }

  private static Element element(Attributes element) {
    return new Element(
        element.nested(ELEMENT_KEY).value(DATA_VALUE),
        element.nested(ELEMENT_KEY_END).value(DATA_VALUE),
        element.number32(ELEMENT_FLAGS).orElse(0),
        verdict(element.nested(ELEMENT_DATA).nested(DATA_VERDICT)),
        element.value(ELEMENT_USERDATA).flatMap(UserData::comment));
  }

  private static Optional<Verdict> verdict(Attributes verdict) {
    var code = verdict.number32(VERDICT_CODE);
    return code.isPresent()
        ? Optional.of(new Verdict(code.getAsInt(), verdict.string(VERDICT_CHAIN)))
        : Optional.empty();
  }
}
