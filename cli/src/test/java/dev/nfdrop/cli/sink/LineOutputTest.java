package dev.nfdrop.cli.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LineOutputTest {
  private static final AtomicInteger SERIAL = new AtomicInteger();
  private static final List<Function<OutputStream, LineSink>> SINKS =
      List.of(out -> new TextSink(out, Palette.PLAIN), JsonSink::new);

  @TempDir private Path directory;

  @Test
  void takesAClosedPipeAsTheEnd() throws Exception {
    for (var sinkOn : SINKS) {
      try (var pipe = pipeWithoutReader()) {
        var sink = sinkOn.apply(pipe);
        sink.drop(Drops.byRule());
        sink.flush();
        assertThat(sink.readerGone()).isTrue();
        sink.drop(Drops.byRule());
        sink.lost(1);
        sink.flush();
      }
    }
  }

  private FileOutputStream pipeWithoutReader() throws IOException, InterruptedException {
    var fifo = directory.resolve("fifo" + SERIAL.getAndIncrement()).toString();
    assertThat(new ProcessBuilder("mkfifo", fifo).start().waitFor()).isZero();
    try (var reader = new RandomAccessFile(fifo, "rw")) {
      assertThat(reader.getFD().valid()).isTrue();
      return new FileOutputStream(fifo);
    }
  }

  @Test
  void failsWhenTheDiskIsFull() throws IOException {
    for (var sinkOn : SINKS) {
      try (var full = new FileOutputStream("/dev/full")) {
        var sink = sinkOn.apply(full);
        sink.drop(Drops.byRule());
        assertThatThrownBy(sink::flush)
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageStartingWith("cannot write drops: ");
        assertThat(sink.readerGone()).isFalse();
      }
    }
  }

  @Test
  void writesNothingBeforeItMust() {
    for (var sinkOn : SINKS) {
      var sink =
          sinkOn.apply(
              new OutputStream() {
                @Override
                public void write(int b) {
                  throw new AssertionError("written too early");
                }
              });
      sink.drop(Drops.byRule());
      assertThat(sink.readerGone()).isFalse();
    }
  }
}
