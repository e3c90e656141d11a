package dev.nfdrop.cli.capture;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.cli.Seed;
import dev.nfdrop.cli.pcapng.Block;
import dev.nfdrop.cli.pcapng.BlockReader;
import dev.nfdrop.cli.pcapng.Direction;
import dev.nfdrop.cli.pcapng.LinkType;
import dev.nfdrop.cli.pcapng.PacketBytes;
import dev.nfdrop.cli.pcapng.PacketFacts;
import dev.nfdrop.cli.pcapng.SectionWriter;
import dev.nfdrop.trace.packet.CapturedPacket;
import dev.nfdrop.trace.packet.CapturedPacket.OffloadedVlan;
import dev.nfdrop.trace.packet.PacketDecoder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FrameLayoutTest {
  private static final int PACKETS = 5_000;

  @Test
  void anyPacketIsDecodedFromTheFileAsItWasFromTheKernel() throws IOException {
    long seed = Seed.next(FrameLayoutTest.class);
    var random = new Random(seed);
    for (int i = 0; i < PACKETS; i++) {
      var packet = RandomPacket.next(random);
      var layout = FrameLayout.of(packet);
      var read = layout.packet(written(layout.bytes(packet, 2, false)));
      assertThat(PacketDecoder.decode(read))
          .as("seed %d, number %d: %s", seed, i, packet)
          .isEqualTo(PacketDecoder.decode(packet));
      assertThat(FrameLayout.of(read)).as("seed %d, number %d", seed, i).isEqualTo(layout);
    }
  }

  @Test
  void putsTheOffloadedTagBack() throws IOException {
    var packet = RandomPacket.syn(new OffloadedVlan(true, 0x88a8, 0x6064));
    var layout = FrameLayout.of(packet);
    var bytes = layout.bytes(packet, 2, false);
    assertThat(layout.link()).isEqualTo(LinkType.ETHERNET);
    assertThat(HexFormat.of().formatHex(written(bytes)))
        .startsWith("020000000001" + "020000000002" + "88a86064" + "0800" + "4500003c");
    assertThat(bytes.original()).isEqualTo(14 + 4 + 60);
  }

  @Test
  void anIpPacketWithoutLinkHeaderIsRaw() throws IOException {
    var packet = withoutLink(0x0800, "45000014000040004006000001020304 05060708");
    var layout = FrameLayout.of(packet);
    assertThat(layout.link()).isEqualTo(LinkType.RAW);
    assertThat(written(layout.bytes(packet, 2, true))).hasSize(20);
  }

  @Test
  void anArpPacketWithoutLinkHeaderIsCooked() throws IOException {
    var packet = withoutLink(0x0806, "0001080006040001");
    var layout = FrameLayout.of(packet);
    assertThat(layout.link()).isEqualTo(LinkType.LINUX_SLL2);
    assertThat(HexFormat.of().formatHex(written(layout.bytes(packet, 7, true))))
        .isEqualTo(
            "0806"
                + "0000"
                + "00000007"
                + "fffe"
                + "04"
                + "00"
                + "00".repeat(8)
                + "0001080006040001");
  }

  private static CapturedPacket withoutLink(int protocol, String hex) {
    var bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    return new CapturedPacket(
        MemorySegment.ofArray(bytes),
        0,
        bytes.length,
        protocol,
        CapturedPacket.UNSET,
        0,
        0,
        OffloadedVlan.NONE,
        bytes.length);
  }

  /// The bytes as they come out of a file.
  private static byte[] written(PacketBytes bytes) throws IOException {
    var file = new ByteArrayOutputStream();
    var section = new SectionWriter(file);
    section.header("test", Optional.empty());
    section.packet(
        new PacketFacts(0, 0, "", Direction.UNKNOWN, 0), bytes, "{}".getBytes(US_ASCII), 2);
    var reader = new BlockReader(new ByteArrayInputStream(file.toByteArray()));
    reader.next();
    return switch (reader.next()) {
      case BlockReader.Next.Whole(Block.EnhancedPacket(var frame, _)) -> frame;
      default -> throw new AssertionError("no packet");
    };
  }
}
