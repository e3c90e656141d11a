package dev.nfdrop.trace.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.trace.filter.MadeUpFrames.Captured;
import dev.nfdrop.trace.packet.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/// What tcpdump says of a capture: a classic pcap file (draft-ietf-opsawg-pcap) in which each
/// packet's time is its number.
final class Tcpdump {
  private static final long MAGIC_MICROSECONDS = 0xa1b2c3d4L;
  private static final int LINKTYPE_ETHERNET = 1;
  private static final int SNAP_LENGTH = 0x10000;
  private static final int HEADER_BYTES = 24;
  private static final int PACKET_HEADER_BYTES = 16;
  private static final int CAPTURED_OFFSET = 8;

  private final Path capture;
  private final Path matching;
  private final Path errors;

  Tcpdump(Path folder, List<Captured> frames) throws IOException {
    capture = folder.resolve("frames.pcap");
    matching = folder.resolve("matching.pcap");
    errors = folder.resolve("errors");
    var out = new Bytes().u32(MAGIC_MICROSECONDS).u16(2).u16(4).u32(0).u32(0).u32(SNAP_LENGTH);
    out.u32(LINKTYPE_ETHERNET);
    for (int number = 0; number < frames.size(); number++) {
      var frame = frames.get(number);
      out.u32(number).u32(0).u32(frame.bytes().length).u32(frame.length()).bytes(frame.bytes());
    }
    Files.write(capture, out.toArray());
  }

  /// The numbers of the packets that match; empty if tcpdump refuses the expression.
  Optional<BitSet> matches(String expression) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder("tcpdump", "-r", "-", "-w", "-", "--", expression)
            .redirectInput(capture.toFile())
            .redirectOutput(matching.toFile())
            .redirectError(errors.toFile())
            .start();
    if (process.waitFor() != 0) {
      return Optional.empty();
    }
    var file =
        ByteBuffer.wrap(Files.readAllBytes(matching)).order(java.nio.ByteOrder.nativeOrder());
    assertThat(file.getInt(0)).isEqualTo((int) MAGIC_MICROSECONDS);
    var numbers = new BitSet();
    for (int at = HEADER_BYTES; at < file.limit(); ) {
      numbers.set(file.getInt(at));
      at += PACKET_HEADER_BYTES + file.getInt(at + CAPTURED_OFFSET);
    }
    return Optional.of(numbers);
  }
}
