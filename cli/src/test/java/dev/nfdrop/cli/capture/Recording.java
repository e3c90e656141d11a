package dev.nfdrop.cli.capture;

import dev.nfdrop.trace.Drop;
import dev.nfdrop.trace.DropListener;
import dev.nfdrop.trace.ListedRuleset;
import dev.nfdrop.trace.packet.CapturedPacket;
import java.util.ArrayList;
import java.util.List;

/// Writes down what it is told.
final class Recording implements DropListener {
  final List<Object> events = new ArrayList<>();

  @Override
  public void drop(Drop drop, CapturedPacket packet) {
    events.add(drop);
  }

  @Override
  public void ruleset(ListedRuleset ruleset) {
    events.add(ruleset);
  }

  @Override
  public void lost(long count) {
    events.add("lost " + count);
  }

  @Override
  public void overrun() {
    events.add("overrun");
  }
}
