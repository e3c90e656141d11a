package dev.nfdrop.trace;

import dev.nfdrop.trace.packet.CapturedPacket;
import dev.nfdrop.trace.record.Amounts;
import dev.nfdrop.trace.record.CountKey;
import dev.nfdrop.trace.record.RawDrop;
import dev.nfdrop.trace.select.Selection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Knows the first drop of each key that the kernel counts by, and so whose count it is.
final class Counting {
  private final Selection selection;
  private final Map<CountKey, Drop> firsts = new HashMap<>();

  Counting(Selection selection) {
    this.selection = selection;
  }

  /// Receives the drop that a record tells of.
  DropListener first(RawDrop raw) {
    var key = CountKey.of(raw, selection);
    return new DropListener() {
      @Override
      public void drop(Drop drop, CapturedPacket packet) {
        firsts.putIfAbsent(key, drop);
      }

      @Override
      public void lost(long count) {}

      @Override
      public void overrun() {}
    };
  }

  /// What was counted of the selected drops.
  RuleCounts counts(Amounts amounts) {
    var counts = new ArrayList<RuleCount>();
    var others = amounts.others();
    for (var entry : amounts.byKey().entrySet()) {
      var first = Optional.ofNullable(firsts.get(entry.getKey()));
      if (first.isEmpty()) {
        others = others.plus(entry.getValue());
      } else if (selection.matches(first.get())) {
        counts.add(new RuleCount(first.get(), entry.getValue()));
      }
    }
    return RuleCounts.of(counts, others);
  }
}
