package dev.nfdrop.nftables.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.nftables.Chain;
import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.Rule;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MutatedMessageTest {
  private static final int CASES = 100_000;

  @Test
  void wholeMessagesAreDecoded() {
    var messages = NetlinkMessage.parse(ByteBuffer.wrap(datagram()));

    assertThat(RulesetDecoder.chain(messages.get(0).nftables()))
        .contains(
            new Chain(
                Family.NETDEV,
                "nfd",
                "chain",
                4242,
                1,
                Optional.of(
                    new Chain.Base(
                        "ingress", -500, Chain.Policy.DROP, "filter", List.of("lo", "eth0"))),
                Optional.empty()));
    assertThat(RulesetDecoder.rule(messages.get(1).nftables()))
        .contains(
            new Rule(
                Family.NETDEV,
                "nfd",
                "chain",
                7919,
                Optional.of("comment"),
                List.of("__chain1"),
                List.of(),
                List.of(),
                false));
    assertThat(RulesetEvents.events(messages))
        .hasSize(4)
        .last()
        .isEqualTo(new RulesetEvent.Committed(51713));
  }

  @Test
  void mutatedDatagramsEndInTheDecodersOwnError() {
    var seed = Long.getLong("nfdrop.seed", System.nanoTime());
    System.out.println("nfdrop.seed=" + seed);
    var random = new Random(seed);
    var refused = 0;
    for (var i = 0; i < CASES; i++) {
      try {
        decodeAll(ByteBuffer.wrap(mutated(datagram(), random)));
      } catch (MalformedMessageException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(1, CASES);
  }

  static void decodeAll(ByteBuffer datagram) {
    var messages = NetlinkMessage.parse(datagram);
    RulesetEvents.events(messages);
    for (var message : messages) {
      Acknowledgement.of(message);
      RulesetDecoder.table(message.nftables());
      RulesetDecoder.chain(message.nftables());
      RulesetDecoder.rule(message.nftables());
      RulesetDecoder.generation(message.nftables());
      TraceDecoder.trace(message.nftables());
    }
  }

  private static byte[] mutated(byte[] bytes, Random random) {
    for (var n = random.nextInt(4); n >= 0; n--) {
      var at = random.nextInt(bytes.length);
      switch (random.nextInt(3)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        default -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
      }
    }
    return bytes;
  }

  /// A chain, a rule, a table and a generation, with the attributes that the decoder knows.
  static byte[] datagram() {
    var writer = new MessageWriter();
    var family = Family.NETDEV.number();
    writer.message(
        NftMessage.SUBSYSTEM | NftMessage.NEW_CHAIN,
        0,
        1,
        family,
        0,
        m ->
            m.string(1, "nfd")
                .number64(2, 4242)
                .string(3, "chain")
                .nested(
                    4,
                    hook ->
                        hook.number32(1, 0)
                            .number32(2, -500)
                            .nested(4, devices -> devices.string(3, "lo").string(3, "eth0")))
                .number32(5, 0)
                .string(7, "filter")
                .number32(10, 1));
    writer.message(
        NftMessage.SUBSYSTEM | NftMessage.NEW_RULE,
        0x200,
        2,
        family,
        0,
        m ->
            m.string(1, "nfd")
                .string(2, "chain")
                .number64(3, 7919)
                .nested(4, MutatedMessageTest::expressions)
                .bytes(7, "\0\u0008comment\0".getBytes(StandardCharsets.UTF_8)));
    writer.message(
        NftMessage.SUBSYSTEM | NftMessage.NEW_TABLE,
        0,
        3,
        family,
        0,
        m -> m.string(1, "nfd").number32(2, 0).number64(4, 9));
    writer.message(
        NftMessage.SUBSYSTEM | NftMessage.NEW_GENERATION, 0, 4, 0, 0, m -> m.number32(1, 51713));
    return writer.toByteArray();
  }

  private static void expressions(MessageWriter list) {
    list.nested(
        1,
        expression ->
            expression
                .string(1, "immediate")
                .nested(
                    2,
                    data ->
                        data.number32(1, 0)
                            .nested(
                                2,
                                d -> d.nested(2, v -> v.number32(1, -3).string(2, "__chain1")))));
  }
}
