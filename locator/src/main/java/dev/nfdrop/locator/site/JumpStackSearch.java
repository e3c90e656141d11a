package dev.nfdrop.locator.site;

import dev.nfdrop.locator.flow.Place;
import dev.nfdrop.locator.flow.Solution;
import dev.nfdrop.locator.flow.Stored;
import dev.nfdrop.locator.flow.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// Finds the jump stack, `struct nft_jumpstack jumpstack[NFT_JUMP_STACK_SIZE]`, and the place of
/// `stackptr`.
///
/// A place is supposed to hold 0 after a jump's verdict, then 1. It is `stackptr` if what the
/// function stores then goes to places on the stack that lie an entry apart.
record JumpStackSearch(Scenario scenario) {
  /// Sizes of an entry: since Linux 6.4 a rule; before 5.17 a chain and its rules; in between a
  /// chain, a rule and the last rule.
  private static final List<Integer> ENTRY_BYTES = List.of(8, 16, 24);

  private static final int SUPPOSITIONS = 2;

  /// In the function's frame.
  ///
  /// @param offset of the first entry, from the stack pointer at the function's entry
  /// @param depth holds `stackptr` after an expression has run
  record Found(long offset, int entryBytes, Place depth) {}

  /// A store, whatever its flow.
  private record Key(long instruction, int number) {
    static Key of(Stored store) {
      return new Key(store.instruction().address(), store.number());
    }
  }

  /// Empty if none is found, or several are.
  Optional<Found> find() {
    var found = scenario.counters().stream().flatMap(place -> judge(place).stream()).toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  private Optional<Found> judge(Place place) {
    var addresses = new HashMap<Key, List<Long>>();
    for (int depth = 0; depth < SUPPOSITIONS; depth++) {
      var flow = scenario.after(Verdict.JUMP.code(), place, new Value.Constant(depth));
      if (flow.isEmpty()) {
        return Optional.empty();
      }
      note(flow.get(), depth, addresses);
    }
    return array(addresses, place);
  }

  private static void note(Solution flow, int depth, Map<Key, List<Long>> addresses) {
    for (var store : flow.stores()) {
      if (store.address() instanceof Value.StackAddress(var offset)) {
        var sofar = addresses.computeIfAbsent(Key.of(store), _ -> new ArrayList<>());
        if (sofar.size() == depth) {
          sofar.add(offset);
        }
      }
    }
  }

  /// The array that the stores are to: every member of an entry is written.
  private static Optional<Found> array(Map<Key, List<Long>> addresses, Place place) {
    var membersByStride = new TreeMap<Long, TreeSet<Long>>();
    for (var offsets : addresses.values()) {
      if (offsets.size() == SUPPOSITIONS) {
        long stride = offsets.get(1) - offsets.get(0);
        if (stride != 0) {
          membersByStride.computeIfAbsent(stride, _ -> new TreeSet<>()).add(offsets.get(0));
        }
      }
    }
    if (membersByStride.size() != 1) {
      return Optional.empty();
    }
    int stride = Math.toIntExact(membersByStride.firstKey());
    var members = membersByStride.firstEntry().getValue();
    boolean whole =
        ENTRY_BYTES.contains(stride)
            && members.size() == stride / Long.BYTES
            && members.last() - members.first() == stride - Long.BYTES;
    return whole ? Optional.of(new Found(members.first(), stride, place)) : Optional.empty();
  }
}
