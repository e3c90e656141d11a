package dev.nfdrop.nftables.build;

import dev.nfdrop.nftables.netlink.MessageWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/// Turns expressions and verdicts into attributes, numbered as in
/// include/uapi/linux/netfilter/nf_tables.h.
final class ExpressionEncoder {
  // spotless:off
  private static final int EXPRESSION_NAME = 1;
  private static final int EXPRESSION_DATA = 2;

  private static final int META_DESTINATION = 1;
  private static final int META_KEY = 2;
  private static final int META_SOURCE = 3;

  private static final int PAYLOAD_DESTINATION = 1;
  private static final int PAYLOAD_BASE = 2;
  private static final int PAYLOAD_OFFSET = 3;
  private static final int PAYLOAD_LENGTH = 4;

  private static final int COMPARE_SOURCE = 1;
  private static final int COMPARE_OPERATION = 2;
  private static final int COMPARE_DATA = 3;

  private static final int IMMEDIATE_DESTINATION = 1;
  private static final int IMMEDIATE_DATA = 2;

  private static final int LOOKUP_SET = 1;
  private static final int LOOKUP_SOURCE = 2;
  private static final int LOOKUP_DESTINATION = 3;

  private static final int REJECT_TYPE = 1;
  private static final int REJECT_CODE = 2;

  private static final int COUNTER_BYTES = 1;
  private static final int COUNTER_PACKETS = 2;

  private static final int DATA_VALUE = 1;
  private static final int DATA_VERDICT = 2;
  private static final int VERDICT_CODE = 1;
  private static final int VERDICT_CHAIN = 2;

  /// `enum nft_registers`.
  private static final int VERDICT_REGISTER = 0;
  private static final int REGISTER_1 = 1;

  /// `NFT_CMP_EQ`.
  private static final int EQUAL = 0;

  /// `NF_` of include/uapi/linux/netfilter.h and `enum nft_verdicts`.
  private static final int DROP = 0;
  private static final int ACCEPT = 1;
  private static final int JUMP = -3;
  private static final int GOTO = -4;
  private static final int RETURN = -5;
  // spotless:on

  /// `IFNAMSIZ`, include/uapi/linux/if.h: a name and at least one NUL.
  private static final int INTERFACE_NAME_BYTES = 16;

  private ExpressionEncoder() {}

  static void expression(MessageWriter element, Expression expression) {
    switch (expression) {
      case Expression.LoadMeta(var key) ->
          named(
              element,
              "meta",
              d -> d.number32(META_DESTINATION, REGISTER_1).number32(META_KEY, key.number()));
      case Expression.StoreMeta(var key) ->
          named(
              element,
              "meta",
              d -> d.number32(META_KEY, key.number()).number32(META_SOURCE, REGISTER_1));
      case Expression.LoadConstant(var value) ->
          named(
              element,
              "immediate",
              d ->
                  d.number32(IMMEDIATE_DESTINATION, REGISTER_1)
                      .nested(IMMEDIATE_DATA, data -> data.bytes(DATA_VALUE, value.toByteArray())));
      case Expression.LoadPayload load -> named(element, "payload", d -> payload(d, load));
      case Expression.CompareEqual(var value) ->
          named(
              element,
              "cmp",
              d ->
                  d.number32(COMPARE_SOURCE, REGISTER_1)
                      .number32(COMPARE_OPERATION, EQUAL)
                      .nested(COMPARE_DATA, data -> data.bytes(DATA_VALUE, value.toByteArray())));
      case Expression.CompareName(var name, var whole) ->
          named(
              element,
              "cmp",
              d ->
                  d.number32(COMPARE_SOURCE, REGISTER_1)
                      .number32(COMPARE_OPERATION, EQUAL)
                      .nested(COMPARE_DATA, data -> data.bytes(DATA_VALUE, name(name, whole))));
      case Expression.Decide(var verdict) ->
          named(
              element,
              "immediate",
              d ->
                  d.number32(IMMEDIATE_DESTINATION, VERDICT_REGISTER)
                      .nested(IMMEDIATE_DATA, data -> verdict(data, verdict)));
      case Expression.LookUpVerdict(var map) ->
          named(
              element,
              "lookup",
              d ->
                  d.string(LOOKUP_SET, map)
                      .number32(LOOKUP_SOURCE, REGISTER_1)
                      .number32(LOOKUP_DESTINATION, VERDICT_REGISTER));
      case Expression.Reject(var type, var code) ->
          named(
              element,
              "reject",
              d -> d.number32(REJECT_TYPE, type.number()).number8(REJECT_CODE, code));
      case Expression.Count() ->
          named(element, "counter", d -> d.number64(COUNTER_BYTES, 0).number64(COUNTER_PACKETS, 0));
    }
  }

  /// Writes `struct nft_data` that holds a verdict.
  static void verdict(MessageWriter data, Verdict verdict) {
    data.nested(
        DATA_VERDICT,
        v -> {
          switch (verdict) {
            case Verdict.Final.DROP -> v.number32(VERDICT_CODE, DROP);
            case Verdict.Final.ACCEPT -> v.number32(VERDICT_CODE, ACCEPT);
            case Verdict.Return() -> v.number32(VERDICT_CODE, RETURN);
            case Verdict.Jump(var chain) ->
                v.number32(VERDICT_CODE, JUMP).string(VERDICT_CHAIN, chain);
            case Verdict.Goto(var chain) ->
                v.number32(VERDICT_CODE, GOTO).string(VERDICT_CHAIN, chain);
          }
        });
  }

  private static byte[] name(String name, boolean whole) {
    var bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length >= INTERFACE_NAME_BYTES) {
      throw new IllegalArgumentException("'%s' is too long for an interface".formatted(name));
    }
    return whole ? Arrays.copyOf(bytes, INTERFACE_NAME_BYTES) : bytes;
  }

  private static void payload(MessageWriter data, Expression.LoadPayload load) {
    data.number32(PAYLOAD_DESTINATION, REGISTER_1)
        .number32(PAYLOAD_BASE, load.base().number())
        .number32(PAYLOAD_OFFSET, load.offset())
        .number32(PAYLOAD_LENGTH, load.length());
  }

  private static void named(
      MessageWriter element, String name, Consumer<MessageWriter> attributes) {
    element.string(EXPRESSION_NAME, name).nested(EXPRESSION_DATA, attributes);
  }
}
