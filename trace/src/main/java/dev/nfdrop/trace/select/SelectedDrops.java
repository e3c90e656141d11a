package dev.nfdrop.trace.select;

import dev.nfdrop.trace.Drop;
import dev.nfdrop.trace.DropListener;
import dev.nfdrop.trace.ListedRuleset;
import dev.nfdrop.trace.packet.CapturedPacket;

/// Passes on the drops that a selection has, and all else that belongs to them.
public record SelectedDrops(Selection selection, DropListener listener) implements DropListener {

  @Override
  public void drop(Drop drop, CapturedPacket packet) {
    if (selection.matches(drop)) {
      listener.drop(drop, packet);
    }
  }

  @Override
  public void ruleset(ListedRuleset ruleset) {
    listener.ruleset(ruleset);
  }

  @Override
  public void lost(long count) {
    listener.lost(count);
  }

  @Override
  public void overrun() {
    listener.overrun();
  }
}
