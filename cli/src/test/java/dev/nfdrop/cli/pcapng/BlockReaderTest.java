package dev.nfdrop.cli.pcapng;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BlockReaderTest {
  private static final String HEADER =
      "0a0d0d0a 1c000000 4d3c2b1a 0100 0000 ffffffffffffffff 1c000000";

  @ParameterizedTest
  @ValueSource(strings = {"LITTLE_ENDIAN", "BIG_ENDIAN"})
  void readsEitherByteOrder(String name) throws IOException {
    var order = name.equals("BIG_ENDIAN") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    var file = new ByteArrayOutputStream();
    file.write(block(order, 0x0a0d0d0a, header(order)));
    file.write(block(order, 0x7919, ByteBuffer.allocate(4)));
    file.write(block(order, 6, packet(order)));
    assertThat(blocks(file.toByteArray()))
        .satisfiesExactly(
            header -> assertThat(header).isInstanceOf(Block.Other.class),
            unknown -> assertThat(unknown).isInstanceOf(Block.Other.class),
            packet -> {
              assertThat(packet).isInstanceOf(Block.EnhancedPacket.class);
              var read = (Block.EnhancedPacket) packet;
              assertThat(read.bytes()).containsExactly(1, 2, 3);
              assertThat(read.text()).contains("{}");
            });
  }

  private static ByteBuffer header(ByteOrder order) {
    return ByteBuffer.allocate(16)
        .order(order)
        .putInt(0x1a2b3c4d)
        .putShort((short) 1)
        .putShort((short) 0)
        .putLong(-1);
  }

  /// Of three bytes, with an option of another enterprise and one of ours.
  private static ByteBuffer packet(ByteOrder order) {
    return ByteBuffer.allocate(68)
        .order(order)
        .putInt(0)
        .putLong(0)
        .putInt(3)
        .putInt(60)
        .put(new byte[] {1, 2, 3, 0})
        .putShort((short) 2988)
        .putShort((short) 13)
        .putInt(7919)
        .put("nfdrop 1 ".getBytes(US_ASCII))
        .put(new byte[3])
        .putShort((short) 2988)
        .putShort((short) 15)
        .putInt(32473)
        .put("nfdrop 1 {}".getBytes(US_ASCII))
        .put((byte) 0)
        .putInt(0);
  }

  private static byte[] block(ByteOrder order, int type, ByteBuffer body) {
    int length = body.capacity() + 12;
    return ByteBuffer.allocate(length)
        .order(order)
        .putInt(type)
        .putInt(length)
        .put(body.rewind())
        .putInt(length)
        .array();
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0: this is not a pcapng file",
    "0a0d, 0: this is not a pcapng file",
    "d4c3b2a1 02000400 00000000, 0: this is not a pcapng file",
    "0a0d0d0a 1c000000 00000000 00, 0: the section's byte order cannot be told",
    "0a0d0d0a 0c000000 4d3c2b1a, 0: no section header has 12 bytes",
    "HEADER 06000000 08000000, 28: no block has 8 bytes",
    "HEADER 06000000 22000000, 28: no block has 34 bytes",
    "HEADER 06000000 f0ffffff, 28: no block has 4294967280 bytes",
    "HEADER 06000000 00000002, 28: no block has 33554432 bytes",
    "HEADER 02000000 10000000 00000000 14000000, 28: the block's length is 16",
    "HEADER 06000000 10000000 00000000 10000000, 28: the block has 4 bytes left and says 20",
  })
  void saysWhereAFileIsWrong(String hex, String problem) {
    var file = HexFormat.of().parseHex(hex.replace("HEADER", HEADER).replace(" ", ""));
    assertThatThrownBy(() -> blocks(file))
        .isInstanceOf(IllegalCaptureException.class)
        .hasMessageStartingWith("at offset " + problem);
  }

  @Test
  void packetAndOptionsMayNotReachBeyondTheirBlock() {
    var packet = packet(ByteOrder.LITTLE_ENDIAN).putInt(12, 49);
    var option = packet(ByteOrder.LITTLE_ENDIAN).putShort(46, (short) 64);
    for (var body : List.of(packet, option)) {
      var file = new ByteArrayOutputStream();
      file.writeBytes(HexFormat.of().parseHex(HEADER.replace(" ", "")));
      file.writeBytes(block(ByteOrder.LITTLE_ENDIAN, 6, body));
      assertThatThrownBy(() -> blocks(file.toByteArray()))
          .isInstanceOf(IllegalCaptureException.class)
          .hasMessageStartingWith("at offset 28: the block has");
    }
  }

  @Test
  void writesWhatItReads() throws IOException {
    var file = new ByteArrayOutputStream();
    var section = new SectionWriter(file);
    section.header("nfdrop", Optional.empty());
    var text = "x".repeat(200_000).getBytes(US_ASCII);
    section.statistics(0, 0, 42, text, text.length);
    assertThat(section.written()).isEqualTo(file.size());
    assertThat(blocks(file.toByteArray()).getLast())
        .isEqualTo(new Block.InterfaceStatistics(Optional.of(new String(text, US_ASCII))));
  }

  private static List<Block> blocks(byte[] file) throws IOException {
    var reader = new BlockReader(new ByteArrayInputStream(file));
    var blocks = new ArrayList<Block>();
    while (reader.next() instanceof BlockReader.Next.Whole(var block)) {
      blocks.add(block);
    }
    return blocks;
  }
}
