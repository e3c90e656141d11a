package dev.nfdrop.trace.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Decodes generated frames and compares each field with what tshark finds in the same frame.
final class TsharkAgreementTest {
  private static final int FRAMES = 4000;

  /// Reassembly would hide headers, and dissectors of random ports would add some.
  private static final List<String> OPTIONS =
      List.of(
          "-o", "ip.defragment:FALSE",
          "-o", "ipv6.defragment:FALSE",
          "-o", "tcp.relative_sequence_numbers:FALSE",
          "-o", "tcp.desegment_tcp_streams:FALSE",
          "-d", "udp.port==0-4788,data",
          "-d", "udp.port==4789,vxlan",
          "-d", "udp.port==4790-6080,data",
          "-d", "udp.port==6081,geneve",
          "-d", "udp.port==6082-49151,data",
          "-d", "tcp.port==0-65535,data");

  @TempDir private Path directory;

  @Test
  void everyFieldIsTsharks() throws Exception {
    var generator = new FrameGenerator(new Random(Seed.next(TsharkAgreementTest.class)));
    var frames = Stream.generate(generator::next).limit(FRAMES).toList();
    var capture = directory.resolve("frames.pcap");
    PcapFile.write(capture, frames);

    var expected = tshark(capture);

    assertThat(expected).hasSize(FRAMES);
    assertThat(expected.stream().flatMap(row -> row.keySet().stream()))
        .as("fields that some frame has")
        .contains(fieldNames());
    for (int i = 0; i < FRAMES; i++) {
      var packet = frames.get(i).decode();
      assertThat(TsharkFields.of(packet))
          .as("frame %d: %s", i + 1, packet)
          .isEqualTo(expected.get(i));
      assertThat(packet.flaw()).as("frame %d: %s", i + 1, packet).isEmpty();
    }
  }

  /// One map of field to value a packet, without fields that it does not have.
  private List<Map<String, String>> tshark(Path capture) throws IOException, InterruptedException {
    var names = fieldNames();
    var command = new ArrayList<>(List.of("tshark", "-n", "-r", capture.toString()));
    command.addAll(OPTIONS);
    command.addAll(List.of("-T", "fields", "-E", "separator=/t", "-E", "occurrence=a"));
    Arrays.stream(names).forEach(name -> command.addAll(List.of("-e", name)));
    var output = directory.resolve("fields");
    var process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(directory.resolve("errors").toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(directory.resolve("errors"))).isZero();
    try (var lines = Files.lines(output)) {
      return lines.map(line -> row(names, line.split("\t", -1))).toList();
    }
  }

  private static String[] fieldNames() {
    return String.join(",", TsharkFields.NAMES).split(",");
  }

  private static Map<String, String> row(String[] names, String[] values) {
    var row = new TreeMap<String, String>();
    for (int i = 0; i < names.length; i++) {
      if (!values[i].isEmpty()) {
        row.put(names[i], values[i]);
      }
    }
    return row;
  }
}
