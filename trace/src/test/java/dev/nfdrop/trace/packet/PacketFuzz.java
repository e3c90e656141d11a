package dev.nfdrop.trace.packet;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.nfdrop.trace.packet.CapturedPacket.OffloadedVlan;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a packet is, and wherever its headers are said to be, decoding ends in a packet whose
/// text is short and printable.
final class PacketFuzz {
  private static final String TIME = "15s";
  private static final Pattern TEXT = Pattern.compile("[ -~]{5,512}");

  /// Before the packet's bytes: what the kernel says of it, six 16-bit numbers.
  private static final int HEADER_BYTES = 6 * Short.BYTES;

  private static final int SEEDS = 200;

  @MethodSource("seeds")
  @FuzzTest(maxDuration = TIME)
  void decodes(byte[] input) {
    if (input.length < HEADER_BYTES) {
      return;
    }
    var text = PacketDecoder.decode(packet(input)).toString();
    if (!TEXT.matcher(text).matches()) {
      throw new AssertionError(text);
    }
  }

  private static CapturedPacket packet(byte[] input) {
    var said = ByteBuffer.wrap(input);
    int protocol = Short.toUnsignedInt(said.getShort());
    int mac = said.getShort();
    int network = said.getShort();
    int data = said.getShort();
    int tag = Short.toUnsignedInt(said.getShort());
    int length = said.getShort();
    return new CapturedPacket(
        MemorySegment.ofArray(input),
        HEADER_BYTES,
        input.length - HEADER_BYTES,
        protocol,
        mac,
        network,
        data,
        new OffloadedVlan(tag != 0, 0x8100, tag),
        length);
  }

  static Stream<byte[]> seeds() {
    var frames = new FrameGenerator(new Random(4242));
    return IntStream.range(0, SEEDS).mapToObj(_ -> input(frames.next()));
  }

  private static byte[] input(Frame frame) {
    int network = frame.networkOffset();
    return ByteBuffer.allocate(HEADER_BYTES + frame.length())
        .putShort((short) frame.protocol())
        .putShort((short) 0)
        .putShort((short) network)
        .putShort((short) network)
        .putShort((short) 0)
        .putShort((short) (frame.length() - network))
        .put(frame.toArray())
        .array();
  }
}
