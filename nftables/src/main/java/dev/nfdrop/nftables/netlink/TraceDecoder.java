package dev.nfdrop.nftables.netlink;

import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.netlink.TraceMessage.Device;
import dev.nfdrop.nftables.netlink.TraceMessage.Step;
import dev.nfdrop.nftables.netlink.TraceMessage.TracedPacket;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;

/// Reads trace messages. Attribute numbers are those of `enum nft_trace_attributes`,
/// include/uapi/linux/netfilter/nf_tables.h; net/netfilter/nf_tables_trace.c writes them.
final class TraceDecoder {
  // spotless:off
  private static final int TABLE = 1;
  private static final int CHAIN = 2;
  private static final int RULE_HANDLE = 3;
  private static final int TYPE = 4;
  private static final int VERDICT = 5;
  private static final int ID = 6;
  private static final int LINK_HEADER = 7;
  private static final int NETWORK_HEADER = 8;
  private static final int TRANSPORT_HEADER = 9;
  private static final int IN_INDEX = 10;
  private static final int IN_TYPE = 11;
  private static final int OUT_INDEX = 12;
  private static final int OUT_TYPE = 13;
  private static final int MARK = 14;
  private static final int PROTOCOL_FAMILY = 15;
  private static final int POLICY = 16;

  private static final int VERDICT_CODE = 1;

  /// `enum nft_trace_types`.
  private static final int TYPE_POLICY = 1;
  private static final int TYPE_RETURN = 2;
  private static final int TYPE_RULE = 3;
  // spotless:on

  /// `NF_VERDICT_MASK` and the verdicts within it, include/uapi/linux/netfilter.h. Above it lie an
  /// errno or the number of a queue; verdicts such as jump are negative.
  private static final int VERDICT_MASK = 0xff;

  private static final int DROP = 0;
  private static final int STOP = 5;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private TraceDecoder() {}

  /// The message; empty for a family that is not known.
  ///
  /// @throws MalformedMessageException if something that the kernel always tells is missing or has
  ///   another size
  static Optional<TraceMessage> trace(NftMessage message) {
    var attributes = message.attributes();
    return Family.of(message.family())
        .map(family ->
            new TraceMessage(
                family,
                require(attributes.number32(ID), "trace id"),
                require(attributes.string(TABLE), "table of a trace"),
                require(attributes.string(CHAIN), "chain of a trace"),
                step(attributes),
                attributes.number32(MARK).orElse(0),
                packet(attributes)));
  }

  private static Step step(Attributes attributes) {
    var type = require(attributes.number32(TYPE), "trace type");
    return switch (type) {
      case TYPE_RULE -> verdict(attributes);
      case TYPE_POLICY ->
          require(attributes.number32(POLICY), "policy of a trace") == DROP
              ? new Step.DroppedByPolicy()
              : new Step.PassedByPolicy();
      case TYPE_RETURN -> new Step.Continued();
      default ->
          throw new MalformedMessageException("trace type", 0, Integer.toString(type), "1 to 3");
    };
  }

  private static Step verdict(Attributes attributes) {
    var code =
        require(attributes.nested(VERDICT).number32(VERDICT_CODE), "verdict of a trace")
            & VERDICT_MASK;
    if (code > STOP) {
      return new Step.Continued();
    }
    var handle =
        attributes.number64(RULE_HANDLE).orElseThrow(() -> missing("rule handle of a trace"));
    return code == DROP ? new Step.DroppedByRule(handle) : new Step.PassedByRule(handle, code);
  }

  private static Optional<TracedPacket> packet(Attributes attributes) {
    var in = device(attributes, IN_INDEX, IN_TYPE);
    var out = device(attributes, OUT_INDEX, OUT_TYPE);
    var network = attributes.value(NETWORK_HEADER);
    if (in.isEmpty() && out.isEmpty() && network.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new TracedPacket(
            require(attributes.number32(PROTOCOL_FAMILY), "protocol family of a trace"),
            in,
            out,
            attributes.value(LINK_HEADER).orElse(NOTHING),
            network.orElse(NOTHING),
            attributes.value(TRANSPORT_HEADER).orElse(NOTHING)));
  }

  private static Optional<Device> device(Attributes attributes, int index, int type) {
    var number = attributes.number32(index);
    return number.isPresent()
        ? Optional.of(new Device(number.getAsInt(), attributes.number16(type)))
        : Optional.empty();
  }

  private static int require(OptionalInt value, String what) {
    return value.orElseThrow(() -> missing(what));
  }

  private static String require(Optional<String> value, String what) {
    return value.orElseThrow(() -> missing(what));
  }

  private static MalformedMessageException missing(String what) {
    return new MalformedMessageException(what, 0, "nothing", "an attribute");
  }
}
