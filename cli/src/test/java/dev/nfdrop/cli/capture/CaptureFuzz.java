package dev.nfdrop.cli.capture;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.nfdrop.cli.pcapng.IllegalCaptureException;
import dev.nfdrop.cli.sink.JsonSink;
import dev.nfdrop.cli.sink.LineSink;
import dev.nfdrop.cli.sink.Palette;
import dev.nfdrop.cli.sink.TextSink;
import dev.nfdrop.trace.ListedRuleset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a file holds, reading ends in drops or in the reader's own error, and what is printed
/// of it cannot drive a terminal.
final class CaptureFuzz {
  private static final String TIME = "15s";

  @MethodSource("seeds")
  @FuzzTest(maxDuration = TIME)
  void readsOrRefuses(byte[] file) throws IOException {
    print(file, out -> new TextSink(out, Palette.PLAIN, ZoneOffset.UTC));
    print(file, JsonSink::new);
  }

  private interface Sink {
    LineSink on(ByteArrayOutputStream out);
  }

  private static void print(byte[] file, Sink kind) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var sink = kind.on(out)) {
      CaptureTest.readAll(file, sink);
    } catch (IllegalCaptureException e) {
      // the error that it has for this
    }
    var printed = out.toString(UTF_8);
    if (!printed.chars().allMatch(each -> each == '\n' || !Character.isISOControl(each))) {
      throw new AssertionError(printed);
    }
  }

  static Stream<byte[]> seeds() {
    return Stream.of(
        CaptureTest.file(sink -> {
          sink.ruleset(new ListedRuleset(CaptureTest.drop(1).netns(), "table ip a {\n}\n"));
          sink.drop(CaptureTest.drop(1), CaptureTest.SYN);
          sink.lost(17);
        }),
        CaptureTest.file(sink -> sink.drop(CaptureTest.drop(2), CaptureTest.SYN)));
  }
}
