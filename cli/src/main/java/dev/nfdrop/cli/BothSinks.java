package dev.nfdrop.cli;

import dev.nfdrop.cli.sink.DropSink;
import dev.nfdrop.trace.Drop;
import dev.nfdrop.trace.ListedRuleset;
import dev.nfdrop.trace.packet.CapturedPacket;

/// Shows everything twice. Who sees it in the second place finds it in the first.
record BothSinks(DropSink first, DropSink second) implements DropSink {
  @Override
  public void drop(Drop drop, CapturedPacket packet) {
    first.drop(drop, packet);
    second.drop(drop, packet);
  }

  @Override
  public void ruleset(ListedRuleset ruleset) {
    first.ruleset(ruleset);
    second.ruleset(ruleset);
  }

  @Override
  public void lost(long count) {
    first.lost(count);
    second.lost(count);
  }

  @Override
  public void overrun() {
    first.overrun();
    second.overrun();
  }

  @Override
  public void flush() {
    first.flush();
    second.flush();
  }

  @Override
  public boolean readerGone() {
    return first.readerGone() || second.readerGone();
  }

  @Override
  public void close() {
    try (first) {
      second.close();
    }
  }
}
