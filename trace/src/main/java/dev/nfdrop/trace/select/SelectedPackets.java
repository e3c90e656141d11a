package dev.nfdrop.trace.select;

import dev.nfdrop.ebpf.classic.Verdict;
import dev.nfdrop.trace.Drop;
import dev.nfdrop.trace.DropListener;
import dev.nfdrop.trace.ListedRuleset;
import dev.nfdrop.trace.filter.PacketFilter;
import dev.nfdrop.trace.packet.CapturedPacket;

/// Passes on the drops of packets that match a filter, for drops that did not come by an engine,
/// which applies it in the kernel. As there, what cannot be decided is passed on.
public record SelectedPackets(PacketFilter filter, DropListener listener) implements DropListener {

  /// All of a selection, the packet filter included.
  public static DropListener of(Selection selection, DropListener listener) {
    var selected = new SelectedDrops(selection, listener);
    return selection
        .packets()
        .<DropListener>map(filter -> new SelectedPackets(filter, selected))
        .orElse(selected);
  }

  @Override
  public void drop(Drop drop, CapturedPacket packet) {
    if (filter.judge(packet) != Verdict.NO_MATCH) {
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
