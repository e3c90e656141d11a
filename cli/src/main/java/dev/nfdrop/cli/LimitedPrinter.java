package dev.nfdrop.cli;

import dev.nfdrop.cli.sink.DropSink;
import dev.nfdrop.trace.Drop;
import dev.nfdrop.trace.DropListener;
import dev.nfdrop.trace.ListedRuleset;
import dev.nfdrop.trace.packet.CapturedPacket;

/// Passes drops to a sink until there were enough.
final class LimitedPrinter implements DropListener {
  private final DropSink sink;
  private final long limit;
  private long printed;

  LimitedPrinter(DropSink sink, long limit) {
    this.sink = sink;
    this.limit = limit;
  }

  @Override
  public void drop(Drop drop, CapturedPacket packet) {
    if (!isDone()) {
      printed++;
      sink.drop(drop, packet);
    }
  }

  @Override
  public void ruleset(ListedRuleset ruleset) {
    sink.ruleset(ruleset);
  }

  @Override
  public void lost(long count) {
    sink.lost(count);
  }

  @Override
  public void overrun() {
    sink.overrun();
  }

  boolean isDone() {
    return printed >= limit;
  }

  long printed() {
    return printed;
  }
}
