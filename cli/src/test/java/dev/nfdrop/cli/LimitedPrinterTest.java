package dev.nfdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.cli.sink.LineSink;
import dev.nfdrop.trace.Drop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LimitedPrinterTest {
  private static final Drop DROP = MadeUpDrop.byRule("filter", "input", 7919);

  private final Recorder recorder = new Recorder();

  @Test
  void printsAsManyAsAskedForAndNoMore() {
    var printer = new LimitedPrinter(recorder, 2);
    printer.drop(DROP, MadeUpDrop.packet());
    assertThat(printer.isDone()).isFalse();
    printer.drop(DROP, MadeUpDrop.packet());
    assertThat(printer.isDone()).isTrue();
    printer.drop(DROP, MadeUpDrop.packet());
    assertThat(recorder.said).containsExactly("drop", "drop");
    assertThat(printer.printed()).isEqualTo(2);
  }

  @Test
  void withoutALimitIsNeverDone() {
    var printer = new LimitedPrinter(recorder, Long.MAX_VALUE);
    for (int i = 0; i < 4242; i++) {
      printer.drop(DROP, MadeUpDrop.packet());
    }
    assertThat(printer.isDone()).isFalse();
    assertThat(printer.printed()).isEqualTo(4242);
  }

  @Test
  void lostDropsArePassedOnAndDoNotCount() {
    var printer = new LimitedPrinter(recorder, 1);
    printer.lost(17);
    assertThat(printer.isDone()).isFalse();
    printer.drop(DROP, MadeUpDrop.packet());
    printer.lost(4);
    printer.overrun();
    assertThat(recorder.said).containsExactly("lost 17", "drop", "lost 4", "overrun");
    assertThat(printer.printed()).isEqualTo(1);
  }

  /// Writes down what it is told.
  private static final class Recorder implements LineSink {
    private final List<String> said = new ArrayList<>();

    @Override
    public void drop(Drop drop) {
      said.add("drop");
    }

    @Override
    public void lost(long count) {
      said.add("lost " + count);
    }

    @Override
    public void overrun() {
      said.add("overrun");
    }

    @Override
    public void flush() {}

    @Override
    public boolean readerGone() {
      return false;
    }
  }
}
