package dev.nfdrop.nftables.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.netlink.TraceMessage.Device;
import dev.nfdrop.nftables.netlink.TraceMessage.Step;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceDecoderTest {
  private static final int CASES = 50_000;
  private static final int RULE = 3;
  private static final int RETURN = 2;
  private static final int POLICY = 1;

  /// `ENOENT`, where `NF_DROP_ERR()` puts it.
  private static final int DROP_WITH_ERRNO = 2 << 16;

  @Test
  void aDropByARuleIsDecodedWithItsPacket() {
    var message = decode(TraceDecoderTest::ruleDrop);

    assertThat(message.family()).isEqualTo(Family.INET);
    assertThat(message.id()).isEqualTo(51713);
    assertThat(message.table()).isEqualTo("filter");
    assertThat(message.chain()).isEqualTo("inner");
    assertThat(message.step()).isEqualTo(new Step.DroppedByRule(7919));
    assertThat(message.mark()).isEqualTo(0xdeadbeef);
    var packet = message.packet().orElseThrow();
    assertThat(packet.in()).contains(new Device(2, OptionalInt.of(1)));
    assertThat(packet.out()).isEmpty();
    assertThat(packet.protocolFamily()).isEqualTo(2);
    assertThat(packet.link().capacity()).isEqualTo(14);
    assertThat(packet.network().capacity()).isEqualTo(20);
    assertThat(packet.transport().capacity()).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource({
    "0, true, true", // NF_DROP
    DROP_WITH_ERRNO + ", true, true",
    "1, false, true", // NF_ACCEPT
    "2, false, true", // NF_STOLEN
    "3, false, true", // NF_QUEUE
    "-65533, false, true", // NF_QUEUE_NR(0xffff)
    "-1, false, false", // NFT_CONTINUE
    "-3, false, false", // NFT_JUMP
    "-4, false, false", // NFT_GOTO
    "-5, false, false", // NFT_RETURN
  })
  void aVerdictIsFinalOrNot(int code, boolean drop, boolean isFinal) {
    var step =
        decode(m -> step(m, RULE).number64(3, 7919).nested(5, v -> v.number32(1, code))).step();

    assertThat(step instanceof Step.DroppedByRule).isEqualTo(drop);
    assertThat(step instanceof Step.Continued).isEqualTo(!isFinal);
  }

  @Test
  void aPolicyDropsOrEndsTheRun() {
    assertThat(decode(m -> step(m, POLICY).number32(16, 0)).step())
        .isEqualTo(new Step.DroppedByPolicy());
    assertThat(decode(m -> step(m, POLICY).number32(16, 1)).step())
        .isEqualTo(new Step.PassedByPolicy());
    // Before 5.12 or so in the machine's byte order.
    assertThat(decode(m -> step(m, POLICY).number32(16, 1 << 24)).step())
        .isEqualTo(new Step.PassedByPolicy());
  }

  @Test
  void theEndOfAChainIsNotTheEndOfTheRun() {
    assertThat(decode(m -> step(m, RETURN).nested(5, v -> v.number32(1, -1))).step())
        .isEqualTo(new Step.Continued());
  }

  @Test
  void aLaterMessageHasNoPacket() {
    assertThat(decode(m -> step(m, POLICY).number32(16, 0)).packet()).isEmpty();
  }

  @Test
  void aDropWithoutAHandleIsNoDropByARule() {
    assertThatThrownBy(() -> decode(m -> step(m, RULE).nested(5, v -> v.number32(1, 0))))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("rule handle");
  }

  @Test
  void aFamilyThatIsNotKnownGivesNothing() {
    assertThat(TraceDecoder.trace(message(42, TraceDecoderTest::ruleDrop))).isEmpty();
  }

  @Test
  void mutatedDatagramsEndInTheDecodersOwnError() {
    var seed = Long.getLong("nfdrop.seed", System.nanoTime());
    System.out.println("nfdrop.seed=" + seed);
    var random = new Random(seed);
    var refused = 0;
    for (var i = 0; i < CASES; i++) {
      var bytes = datagram(Family.INET.number(), TraceDecoderTest::ruleDrop);
      for (var n = random.nextInt(4); n >= 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      if (random.nextBoolean()) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      try {
        TraceEvents.events(NetlinkMessage.parse(ByteBuffer.wrap(bytes)));
      } catch (MalformedMessageException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(1, CASES);
  }

  @Test
  void changesAndTracesComeInTheirOrder() {
    var writer = new MessageWriter();
    write(writer, NftMessage.TRACE, TraceDecoderTest::ruleDrop);
    write(writer, NftMessage.NEW_GENERATION, m -> m.number32(1, 4242));
    write(writer, NftMessage.TRACE, TraceDecoderTest::ruleDrop);

    var events = TraceEvents.events(NetlinkMessage.parse(ByteBuffer.wrap(writer.toByteArray())));

    assertThat(events.stream().map(event -> event.getClass().getSimpleName()))
        .isEqualTo(List.of("Traced", "Changed", "Traced"));
    assertThat(events.get(1)).isEqualTo(new TraceEvent.Changed(new RulesetEvent.Committed(4242)));
  }

  private static TraceMessage decode(Consumer<MessageWriter> attributes) {
    return TraceDecoder.trace(message(Family.INET.number(), attributes)).orElseThrow();
  }

  private static NftMessage message(int family, Consumer<MessageWriter> attributes) {
    return NetlinkMessage.parse(ByteBuffer.wrap(datagram(family, attributes)))
        .getFirst()
        .nftables();
  }

  private static byte[] datagram(int family, Consumer<MessageWriter> attributes) {
    var writer = new MessageWriter();
    writer.message(NftMessage.SUBSYSTEM | NftMessage.TRACE, 0, 0, family, 0, attributes);
    return writer.toByteArray();
  }

  private static void write(
      MessageWriter writer, int operation, Consumer<MessageWriter> attributes) {
    writer.message(NftMessage.SUBSYSTEM | operation, 0, 0, Family.INET.number(), 0, attributes);
  }

  private static MessageWriter step(MessageWriter message, int type) {
    return message.number32(6, 51713).string(1, "filter").string(2, "inner").number32(4, type);
  }

  private static void ruleDrop(MessageWriter message) {
    step(message, RULE)
        .number64(3, 7919)
        .nested(5, verdict -> verdict.number32(1, 0))
        .number32(14, 0xdeadbeef)
        .number32(15, 2)
        .number32(10, 2)
        .bytes(11, new byte[] {0, 1})
        .bytes(7, new byte[14])
        .bytes(8, new byte[20])
        .bytes(9, new byte[8]);
  }
}
