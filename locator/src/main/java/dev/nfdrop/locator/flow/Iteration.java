package dev.nfdrop.locator.flow;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One iteration over the blocks of a function to a fixed point.
final class Iteration {
  /// Address of the way into a block that does not come from a block.
  private static final long START = -1;

  /// Visits of one block after which the function is given up.
  private static final int VISITS = 200;

  private final Order order;
  private final Transfer transfer;
  private final Scope scope;
  private final Set<Value.Merge> single;

  /// By the rank of the block.
  private final Map<Integer, Set<Value.Merge>> merges = new HashMap<>();

  private final @Nullable State[] entries;
  private final Ways[] incoming;
  private final int[] visits;
  private final BitSet open = new BitSet();

  private boolean exposedMore;

  /// @param starts the states at the starts of blocks
  /// @param known merges that an earlier iteration needed
  /// @param single places that an earlier one found to have one value only, where a difference
  ///   while iterating means nothing: the value of the first way, in order, is taken
  Iteration(
      Graph graph,
      Transfer transfer,
      Scope scope,
      Map<Long, State> starts,
      Set<Value.Merge> known,
      Set<Value.Merge> single) {
    this.order = graph.order();
    this.transfer = transfer;
    this.scope = scope;
    this.single = Set.copyOf(single);
    entries = new State[order.size()];
    visits = new int[order.size()];
    incoming = new Ways[order.size()];
    Arrays.setAll(incoming, _ -> new Ways());
    known.forEach(merge -> addMerge(order.rank(merge.block()), merge));
    starts.forEach((block, state) -> arrive(order.rank(block), Ways.START, state));
  }

  /// False if it does not come to an end.
  boolean run() {
    for (int rank = open.nextSetBit(0); rank >= 0; rank = open.nextSetBit(0)) {
      open.clear(rank);
      if (++visits[rank] > VISITS) {
        return false;
      }
      visit(rank);
    }
    return true;
  }

  /// Whether an object turned out to be exposed after values were followed that may depend on it.
  boolean exposedMore() {
    return exposedMore;
  }

  /// The states at the starts of the blocks that were reached.
  Map<Long, State> entries() {
    var reached = new HashMap<Long, State>();
    for (int rank = 0; rank < entries.length; rank++) {
      var entry = entries[rank];
      if (entry != null) {
        reached.put(order.block(rank).start(), entry);
      }
    }
    return reached;
  }

  private void arrive(int rank, int from, State state) {
    incoming[rank].put(from, state);
    open.set(rank);
  }

  private void visit(int rank) {
    var entry = join(rank);
    if (entry.equals(entries[rank])) {
      return;
    }
    entries[rank] = entry;
    var block = order.block(rank);
    var state = entry.copy();
    for (var instruction : block.instructions()) {
      boolean ends = transfer.ends(instruction, state, scope);
      exposedMore |= transfer.apply(instruction, state);
      if (ends) {
        return;
      }
    }
    var decision = transfer.decide(block.last(), state);
    for (var edge : block.edges()) {
      if (decision.allows(edge)) {
        arrive(order.rank(edge.to()), rank, state);
      }
    }
  }

  private State join(int rank) {
    var ways = incoming[rank];
    var joined = ways.state(0).copy();
    for (int way = 1; way < ways.count(); way++) {
      joinInto(rank, joined, ways.state(way));
    }
    for (var merge : merges.getOrDefault(rank, Set.of())) {
      if (joined.at(merge.place()).isPresent()) {
        joined.set(merge.place(), merge);
      }
    }
    return joined;
  }

  private void joinInto(int rank, State joined, State other) {
    long block = order.block(rank).start();
    joined.join(
        other,
        (place, mine) -> {
          var merge = new Value.Merge(block, place);
          if (single.contains(merge)) {
            return mine;
          }
          addMerge(rank, merge);
          return merge;
        });
  }

  private void addMerge(int rank, Value.Merge merge) {
    merges.computeIfAbsent(rank, _ -> new HashSet<>()).add(merge);
  }

  /// Places taken to have one value that have not.
  Set<Value.Merge> differing() {
    var differing = new HashSet<Value.Merge>();
    for (var merge : single) {
      int rank = order.rank(merge.block());
      var entry = entries[rank];
      var held = entry == null ? Optional.<Value>empty() : entry.at(merge.place());
      if (held.isPresent() && !isSame(incoming[rank], merge.place(), held)) {
        differing.add(merge);
      }
    }
    return differing;
  }

  private static boolean isSame(Ways ways, Place place, Optional<Value> held) {
    for (int way = 0; way < ways.count(); way++) {
      if (!ways.state(way).at(place).equals(held)) {
        return false;
      }
    }
    return true;
  }

  /// What each way brought into each merge, by the address of the block it comes from.
  Map<Value.Merge, Map<Long, Value>> inputs() {
    var inputs = new HashMap<Value.Merge, Map<Long, Value>>();
    for (int rank = 0; rank < entries.length; rank++) {
      var entry = entries[rank];
      if (entry != null) {
        for (var merge : merges.getOrDefault(rank, Set.of())) {
          if (entry.at(merge.place()).filter(merge::equals).isPresent()) {
            inputs.put(merge, inputs(incoming[rank], merge.place()));
          }
        }
      }
    }
    return inputs;
  }

  private Map<Long, Value> inputs(Ways ways, Place place) {
    var values = new HashMap<Long, Value>();
    for (int way = 0; way < ways.count(); way++) {
      int from = ways.rank(way);
      long address = from == Ways.START ? START : order.block(from).start();
      ways.state(way).at(place).ifPresent(value -> values.put(address, value));
    }
    return values;
  }
}
