package dev.nfdrop.trace.packet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.trace.packet.CapturedPacket.OffloadedVlan;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Broken packets: whatever the bytes and offsets are, decoding ends in a packet.
final class MutatedPacketTest {
  private static final int CASES = 60_000;
  private static final int GUARD = 64;
  private static final int LONGEST_TEXT = 768;
  private static final int[] EDGES = {0, 0xff, 0x7f, 0x80};

  @Test
  void decodesMutatedPacketsWithoutReadingOutside() {
    var random = new Random(Seed.next(MutatedPacketTest.class));
    var frames = new FrameGenerator(random);
    for (int i = 0; i < CASES; i++) {
      var frame = frames.next();
      var bytes = mutate(random, frame.toArray());
      int captured = random.nextInt(bytes.length + 1);
      var packet = mutateKnowledge(random, frame, captured);
      assertDecodesAlikeBetweenOtherBytes(bytes, packet);
    }
  }

  @Test
  void decodesEveryPrefixOfAFrame() {
    var frames = new FrameGenerator(new Random(Seed.next(MutatedPacketTest.class)));
    for (int i = 0; i < 300; i++) {
      var frame = frames.next();
      for (int captured = 0; captured <= frame.length(); captured++) {
        var template = frame.captured(frame.bytes(), 0, captured);
        assertDecodesAlikeBetweenOtherBytes(frame.toArray(), template);
      }
    }
  }

  /// Decodes the bytes between two different surroundings: a difference was read outside.
  private static void assertDecodesAlikeBetweenOtherBytes(byte[] bytes, CapturedPacket template) {
    var first = PacketDecoder.decode(surrounded(bytes, template, 0x00));
    var second = PacketDecoder.decode(surrounded(bytes, template, 0xff));
    assertThat(first).isEqualTo(second);
    assertThat(first.toString()).matches("[ -~]{5," + LONGEST_TEXT + "}");
  }

  private static CapturedPacket surrounded(byte[] bytes, CapturedPacket template, int filler) {
    var memory = new byte[GUARD + bytes.length + GUARD];
    Arrays.fill(memory, (byte) filler);
    System.arraycopy(bytes, 0, memory, GUARD, template.captured());
    return new CapturedPacket(
        MemorySegment.ofArray(memory),
        GUARD,
        template.captured(),
        template.protocol(),
        template.macOffset(),
        template.networkOffset(),
        template.dataOffset(),
        template.vlan(),
        template.length());
  }

  private static byte[] mutate(Random random, byte[] bytes) {
    var mutated = bytes.clone();
    int changes = random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(Math.min(mutated.length, 80));
      mutated[at] = (byte) (random.nextBoolean() ? random.nextInt() : EDGES[random.nextInt(4)]);
    }
    return mutated;
  }

  private static CapturedPacket mutateKnowledge(Random random, Frame frame, int captured) {
    int network = frame.networkOffset();
    int length = frame.length() - network;
    return new CapturedPacket(
        frame.bytes(),
        0,
        captured,
        seldom(random) ? random.nextInt(0x10000) : frame.protocol(),
        seldom(random) ? odd(random) : 0,
        seldom(random) ? odd(random) : network,
        seldom(random) ? odd(random) : network,
        new OffloadedVlan(random.nextBoolean(), 0x8100, random.nextInt()),
        seldom(random) ? odd(random) : length);
  }

  private static boolean seldom(Random random) {
    return random.nextInt(8) == 0;
  }

  private static int odd(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt();
      case 1 -> Integer.MAX_VALUE;
      case 2 -> CapturedPacket.UNSET;
      default -> random.nextInt(100);
    };
  }
}
