package dev.nfdrop.nftables.netlink;

import dev.nfdrop.nftables.expression.Step;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Reads what the expressions of a rule do with registers. Attribute numbers are those of
/// include/uapi/linux/netfilter/nf_tables.h. What is not understood is unknown, never left out.
final class StepDecoder {
  // spotless:off
  private static final int RULE_EXPRESSIONS = 4;

  private static final int EXPRESSION_NAME = 1;
  private static final int EXPRESSION_DATA = 2;

  private static final int PAYLOAD_DREG = 1;
  private static final int PAYLOAD_BASE = 2;
  private static final int PAYLOAD_OFFSET = 3;
  private static final int PAYLOAD_LENGTH = 4;

  private static final int META_DREG = 1;
  private static final int META_KEY = 2;

  private static final int IMMEDIATE_DREG = 1;
  private static final int IMMEDIATE_DATA = 2;

  private static final int LOOKUP_SET = 1;
  private static final int LOOKUP_SREG = 2;
  private static final int LOOKUP_DREG = 3;
  private static final int LOOKUP_FLAGS = 5;

  private static final int BITWISE_SREG = 1;
  private static final int BITWISE_DREG = 2;
  private static final int BITWISE_MASK = 4;
  private static final int BITWISE_XOR = 5;
  private static final int BITWISE_OPERATION = 6;

  private static final int DATA_VALUE = 1;

  /// `enum nft_registers`: the verdict, four registers of 16 bytes, the same bytes as 16 of four.
  private static final int VERDICT_REGISTER = 0;
  private static final int FIRST_OF_16_BYTES = 1;
  private static final int LAST_OF_16_BYTES = 4;
  private static final int FIRST_OF_4_BYTES = 8;
  private static final int LAST_OF_4_BYTES = 23;

  /// `NFT_LOOKUP_F_INV`.
  private static final int INVERTED = 1;

  /// `NFT_BITWISE_BOOL`, until a kernel of 2024 the only one that has a mask.
  private static final int MASK_AND_XOR = 0;
  // spotless:on

  /// Expressions that compare, count, tell or decide, and load nothing.
  private static final Set<String> NEUTRAL =
      Set.of(
          "cmp",
          "range",
          "counter",
          "limit",
          "log",
          "quota",
          "last",
          "connlimit",
          "reject",
          "masq",
          "redir",
          "nat",
          "queue",
          "dup",
          "fwd",
          "objref",
          "tproxy",
          "dynset",
          "notrack",
          "synproxy",
          "flow_offload");

  private StepDecoder() {}

  /// The expressions of a rule, in order.
  static List<Step> steps(NftMessage rule) {
    return rule.attributes().nested(RULE_EXPRESSIONS).all().stream()
        .map(element -> step(Attributes.parse(element.value())))
        .toList();
  }

  private static Step step(Attributes expression) {
    var data = expression.nested(EXPRESSION_DATA);
    var name = expression.string(EXPRESSION_NAME).orElse("");
    return switch (name) {
      case "payload" -> payload(data).orElseGet(Step.Change::new);
      case "meta" -> meta(data).orElseGet(Step.Change::new);
      case "immediate" -> immediate(data);
      case "bitwise" -> bitwise(data).orElseGet(Step.Unknown::new);
      case "lookup" -> lookup(data).orElseGet(Step.Unknown::new);
      default -> NEUTRAL.contains(name) ? new Step.Neutral() : new Step.Unknown();
    };
  }

  private static Optional<Step> payload(Attributes data) {
    var register = register(data, PAYLOAD_DREG);
    var base = data.number32(PAYLOAD_BASE);
    var bases = Step.Base.values();
    if (register.isEmpty() || base.isEmpty() || base.getAsInt() >= bases.length) {
      return Optional.empty(); // one that writes to the packet
    }
    return Optional.of(
        new Step.LoadPayload(
            bases[base.getAsInt()],
            data.number32(PAYLOAD_OFFSET).orElse(0),
            data.number32(PAYLOAD_LENGTH).orElse(0),
            register.getAsInt()));
  }

  private static Optional<Step> meta(Attributes data) {
    var register = register(data, META_DREG);
    var key = data.number32(META_KEY);
    return register.isPresent() && key.isPresent()
        ? Optional.of(new Step.LoadMeta(key.getAsInt(), register.getAsInt()))
        : Optional.empty();
  }

  private static Step immediate(Attributes data) {
    var register = register(data, IMMEDIATE_DREG);
    var value = data.nested(IMMEDIATE_DATA).value(DATA_VALUE);
    return register.isPresent() && value.isPresent()
        ? new Step.LoadConstant(value.get(), register.getAsInt())
        : new Step.Neutral(); // a verdict
  }

  private static Optional<Step> bitwise(Attributes data) {
    var source = register(data, BITWISE_SREG);
    var destination = register(data, BITWISE_DREG);
    var mask = value(data, BITWISE_MASK);
    var xor = value(data, BITWISE_XOR);
    return source.isPresent()
            && destination.isPresent()
            && mask.isPresent()
            && xor.isPresent()
            && mask.get().remaining() == xor.get().remaining()
            && data.number32(BITWISE_OPERATION).orElse(MASK_AND_XOR) == MASK_AND_XOR
        ? Optional.of(
            new Step.Mask(source.getAsInt(), destination.getAsInt(), mask.get(), xor.get()))
        : Optional.empty();
  }

  private static Optional<Step> lookup(Attributes data) {
    var source = register(data, LOOKUP_SREG);
    var set = data.string(LOOKUP_SET);
    if (source.isEmpty() || set.isEmpty()) {
      return Optional.empty();
    }
    var destination = data.number32(LOOKUP_DREG);
    var verdict = destination.isPresent() && destination.getAsInt() == VERDICT_REGISTER;
    return Optional.of(
        new Step.LookUp(
            set.get(),
            source.getAsInt(),
            (data.number32(LOOKUP_FLAGS).orElse(0) & INVERTED) != 0,
            verdict,
            destination.isPresent() && !verdict));
  }

  private static Optional<ByteBuffer> value(Attributes data, int type) {
    return data.nested(type).value(DATA_VALUE);
  }

  /// The offset of a register's first byte.
  private static OptionalInt register(Attributes data, int type) {
    var number = data.number32(type).orElse(VERDICT_REGISTER);
    if (number >= FIRST_OF_16_BYTES && number <= LAST_OF_16_BYTES) {
      return OptionalInt.of((number - FIRST_OF_16_BYTES) * 4 * Integer.BYTES);
    }
    return number >= FIRST_OF_4_BYTES && number <= LAST_OF_4_BYTES
        ? OptionalInt.of((number - FIRST_OF_4_BYTES) * Integer.BYTES)
        : OptionalInt.empty();
  }
}
