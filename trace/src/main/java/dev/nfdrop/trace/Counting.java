package dev.nfdrop.trace;

import dev.nfdrop.trace.Drop.Namespace;
import dev.nfdrop.trace.Drop.Occupant;
import dev.nfdrop.trace.attribute.Attribution;
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
  private final Map<CountKey, First> firsts = new HashMap<>();

  /// The first drop of a key.
  ///
  /// @param seenNanos when it was passed on, by `System.nanoTime()`
  private record First(Drop drop, long seenNanos) {}

  Counting(Selection selection) {
    this.selection = selection;
  }

  /// Receives the drop that a record tells of.
  DropListener first(RawDrop raw) {
    var key = CountKey.of(raw, selection);
    return new DropListener() {
      @Override
      public void drop(Drop drop, CapturedPacket packet) {
        firsts.putIfAbsent(key, new First(drop, System.nanoTime()));
      }

      @Override
      public void lost(long count) {}

      @Override
      public void overrun() {}
    };
  }

  /// What was counted of the selected drops.
  ///
  /// @param attribution knows by now who lives in a namespace, which it may not have at the first
  ///   drop
  RuleCounts counts(Amounts amounts, Attribution attribution) {
    var counts = new ArrayList<RuleCount>();
    var others = amounts.others();
    for (var entry : amounts.byKey().entrySet()) {
      var first = Optional.ofNullable(firsts.get(entry.getKey()));
      if (first.isEmpty()) {
        others = others.plus(entry.getValue());
      } else {
        var drop = first.get().drop();
        var netns = netns(first.get(), attribution);
        if (selection.matches(drop, netns.occupant())) {
          counts.add(new RuleCount(drop, netns, entry.getValue()));
        }
      }
    }
    return RuleCounts.of(counts, others);
  }

  private static Namespace netns(First first, Attribution attribution) {
    var known = first.drop().netns();
    return known.occupant().equals(Occupant.NONE)
        ? attribution.namespace(known.inode(), first.seenNanos()).orElse(known)
        : known;
  }
}
