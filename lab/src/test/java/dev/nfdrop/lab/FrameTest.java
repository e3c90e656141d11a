package dev.nfdrop.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FrameTest {

  private static final int MUTATIONS = 20_000;

  private static final List<Frame> ONE_OF_EACH =
      List.of(
          new Frame.Start(1, List.of("nft", "-f", "-", ""), "add table inet ü\n"),
          new Frame.Send(2, Signal.INT),
          new Frame.Kill(3),
          new Frame.Ready("6.12.107+deb13-amd64"),
          new Frame.Wrote(4, Stream.STDERR, new byte[] {0, -1, 10, 13, 0}),
          new Frame.Ended(5, 137),
          new Frame.Failed(6, "cannot start: no such file"));

  @Test
  void everyFrameIsReadAsItWasWritten() throws IOException {
    for (var frame : ONE_OF_EACH) {
      assertThat(read(bytes(frame)))
          .usingRecursiveComparison()
          .withStrictTypeChecking()
          .isEqualTo(frame);
    }
  }

  @Test
  void framesFollowEachOtherWithoutGaps() throws IOException {
    var all = new ByteArrayOutputStream();
    for (var frame : ONE_OF_EACH) {
      all.writeBytes(bytes(frame));
    }
    var in = new DataInputStream(new ByteArrayInputStream(all.toByteArray()));
    for (var frame : ONE_OF_EACH) {
      assertThat(Frame.read(in)).hasSameClassAs(frame);
    }
    assertThat(in.read()).isEqualTo(-1);
  }

  @Test
  void aTruncatedFrameIsAnEndOfFile() {
    for (var frame : ONE_OF_EACH) {
      var bytes = bytes(frame);
      for (var length = 0; length < bytes.length; length++) {
        var part = Arrays.copyOf(bytes, length);
        assertThatThrownBy(() -> read(part)).isInstanceOf(EOFException.class);
      }
    }
  }

  @Test
  void foreignBytesAreRefusedOrReadButNothingElse() {
    var seed = Long.getLong("nfdrop.seed", System.nanoTime());
    System.out.println("FrameTest: -Dnfdrop.seed=" + seed);
    var random = new Random(seed);
    for (var i = 0; i < MUTATIONS; i++) {
      var bytes = bytes(ONE_OF_EACH.get(random.nextInt(ONE_OF_EACH.size())));
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      try {
        read(bytes);
      } catch (IOException e) {
        assertThat(e).as("-Dnfdrop.seed=%d", seed).isNotNull();
      }
    }
  }

  private static byte[] bytes(Frame frame) {
    var bytes = new ByteArrayOutputStream();
    try {
      frame.write(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new AssertionError("memory cannot be full", e);
    }
    return bytes.toByteArray();
  }

  private static Frame read(byte[] bytes) throws IOException {
    return Frame.read(new DataInputStream(new ByteArrayInputStream(bytes)));
  }
}
