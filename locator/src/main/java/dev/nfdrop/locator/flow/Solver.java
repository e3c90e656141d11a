package dev.nfdrop.locator.flow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Finds the values of all places in all blocks by iteration to a fixed point.
///
/// A place whose value differs between the ways into a block gets a [Value.Merge] there and keeps
/// it for the rest of the iteration. Merges that turn out to have one input are taken back, and the
/// iteration starts again with the others in place from the beginning.
public final class Solver {
  /// Address of the way into a block that does not come from a block.
  private static final long START = -1;

  private static final int ROUNDS = 8;

  /// Visits of one block after which the function is given up.
  private static final int VISITS = 200;

  private final Graph graph;
  private final Convention convention;
  private final Scope scope;
  private final Transfer transfer;
  private final Map<Long, Integer> order = new HashMap<>();

  /// @param exposure objects known to be exposed; grows
  public Solver(Graph graph, Convention convention, Exposure exposure, Scope scope) {
    this.graph = graph;
    this.convention = convention;
    this.scope = scope;
    this.transfer = new Transfer(graph, convention, exposure, scope.pinned());
    number();
  }

  /// The state at the function's entry.
  public State entry() {
    var state = new State();
    convention.scratch().forEach(register -> state.put(register, new Value.Initial(register)));
    convention.preserved().forEach(register -> state.put(register, new Value.Initial(register)));
    state.put(convention.stackPointer(), new Value.StackAddress(0));
    return state;
  }

  /// Follows the values from these states at the starts of these blocks; empty if that does not
  /// come to an end.
  public Optional<Solution> solve(Map<Long, State> starts) {
    Set<Value.Merge> merges = new HashSet<>();
    Set<Value.Merge> single = new HashSet<>();
    for (int round = 0; round < ROUNDS; round++) {
      var run = new Run(starts, merges, single);
      if (!run.iterate()) {
        return Optional.empty();
      }
      if (run.exposedMore) {
        merges.clear();
        single.clear();
        continue;
      }
      var inputs = run.inputs();
      var needed = needed(inputs);
      var wrong = run.differing();
      if (needed.equals(inputs.keySet()) && wrong.isEmpty()) {
        return Optional.of(
            new Solution(graph, transfer, scope, starts.keySet(), run.entries, inputs));
      }
      merges = needed;
      merges.addAll(wrong);
      single.addAll(inputs.keySet());
      single.removeAll(merges);
    }
    return Optional.empty();
  }

  /// A first look: one iteration, whose values may be wrong where an object turned out to be
  /// exposed late, or a merge to have one input. Good for hints only.
  public Optional<Solution> sketch(Map<Long, State> starts) {
    var run = new Run(starts, Set.of(), Set.of());
    return run.iterate()
        ? Optional.of(
            new Solution(graph, transfer, scope, starts.keySet(), run.entries, run.inputs()))
        : Optional.empty();
  }

  /// The merges that bring different values together, when those that do not are seen through.
  private static Set<Value.Merge> needed(Map<Value.Merge, Map<Long, Value>> inputs) {
    var same = new HashMap<Value, Value>();
    boolean changed = true;
    while (changed) {
      changed = false;
      for (var entry : inputs.entrySet()) {
        var distinct = new HashSet<Value>();
        entry.getValue().values().forEach(value -> distinct.add(follow(same, value)));
        distinct.remove(entry.getKey());
        if (distinct.size() == 1 && !same.containsKey(entry.getKey())) {
          same.put(entry.getKey(), distinct.iterator().next());
          changed = true;
        }
      }
    }
    var needed = new HashSet<>(inputs.keySet());
    needed.removeAll(same.keySet());
    return needed;
  }

  private static Value follow(Map<Value, Value> same, Value value) {
    var next = value;
    for (var found = same.get(next); found != null; found = same.get(next)) {
      next = found;
    }
    return next;
  }

  /// Numbers the blocks in reverse postorder.
  private void number() {
    var seen = new HashSet<Long>();
    var postorder = new ArrayList<Long>();
    record Frame(Block block, int next) {}
    var stack = new ArrayList<Frame>();
    stack.add(new Frame(graph.block(graph.entry()), 0));
    seen.add(graph.entry());
    while (!stack.isEmpty()) {
      var frame = stack.removeLast();
      var edges = frame.block.edges();
      if (frame.next == edges.size()) {
        postorder.add(frame.block.start());
        continue;
      }
      stack.add(new Frame(frame.block, frame.next + 1));
      long to = edges.get(frame.next).to();
      if (seen.add(to)) {
        stack.add(new Frame(graph.block(to), 0));
      }
    }
    for (int i = 0; i < postorder.size(); i++) {
      order.put(postorder.get(i), postorder.size() - i);
    }
  }

  /// One iteration to a fixed point.
  private final class Run {
    private final Map<Long, State> starts;
    private final Map<Long, Set<Value.Merge>> merges = new HashMap<>();
    private final Set<Value.Merge> single;
    private final Map<Long, State> entries = new HashMap<>();
    private final Map<Long, Map<Long, State>> incoming = new HashMap<>();
    private final Map<Long, Integer> visits = new HashMap<>();
    private final TreeSet<Long> open = new TreeSet<>((a, b) -> Integer.compare(rank(a), rank(b)));
    private boolean exposedMore;

    /// @param known merges that an earlier run needed
    /// @param single places that an earlier run found to have one value only, where a difference
    ///   while iterating means nothing: the value of the first way, in order, is taken
    Run(Map<Long, State> starts, Set<Value.Merge> known, Set<Value.Merge> single) {
      this.starts = starts;
      known.forEach(this::addMerge);
      this.single = Set.copyOf(single);
    }

    private int rank(long block) {
      return block == START ? 0 : Objects.requireNonNull(order.get(block));
    }

    private Map<Long, State> byOrder() {
      return new TreeMap<>((a, b) -> Integer.compare(rank(a), rank(b)));
    }

    boolean iterate() {
      starts.forEach((block, state) -> {
        incoming.computeIfAbsent(block, _ -> byOrder()).put(START, state);
        open.add(block);
      });
      while (!open.isEmpty()) {
        long start = Objects.requireNonNull(open.pollFirst());
        if (visits.merge(start, 1, Integer::sum) > VISITS) {
          return false;
        }
        visit(graph.block(start));
      }
      return true;
    }

    private void visit(Block block) {
      var entry = join(block.start());
      if (entry.equals(entries.get(block.start()))) {
        return;
      }
      entries.put(block.start(), entry);
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
          incoming.computeIfAbsent(edge.to(), _ -> byOrder()).put(block.start(), state);
          open.add(edge.to());
        }
      }
    }

    private State join(long block) {
      var ways = ways(block).values().iterator();
      var joined = ways.next().copy();
      while (ways.hasNext()) {
        joinInto(block, joined, ways.next());
      }
      for (var merge : merges.getOrDefault(block, Set.of())) {
        if (joined.at(merge.place()).isPresent()) {
          joined.set(merge.place(), merge);
        }
      }
      return joined;
    }

    private Map<Long, State> ways(long block) {
      return Objects.requireNonNull(incoming.get(block));
    }

    /// Places taken to have one value that have not.
    Set<Value.Merge> differing() {
      var differing = new HashSet<Value.Merge>();
      for (var merge : single) {
        var entry = entries.get(merge.block());
        var held = entry == null ? Optional.<Value>empty() : entry.at(merge.place());
        if (held.isPresent()
            && !ways(merge.block()).values().stream()
                .allMatch(state -> state.at(merge.place()).equals(held))) {
          differing.add(merge);
        }
      }
      return differing;
    }

    private void joinInto(long block, State joined, State other) {
      joined.join(
          other,
          (place, mine) -> {
            var merge = new Value.Merge(block, place);
            if (single.contains(merge)) {
              return mine;
            }
            addMerge(merge);
            return merge;
          });
    }

    private void addMerge(Value.Merge merge) {
      merges.computeIfAbsent(merge.block(), _ -> new HashSet<>()).add(merge);
    }

    Map<Value.Merge, Map<Long, Value>> inputs() {
      var inputs = new HashMap<Value.Merge, Map<Long, Value>>();
      for (var entry : entries.entrySet()) {
        for (var place : entry.getValue().places()) {
          if (entry.getValue().at(place).orElseThrow() instanceof Value.Merge merge
              && merge.block() == entry.getKey()
              && merge.place().equals(place)) {
            inputs.put(merge, inputs(merge));
          }
        }
      }
      return inputs;
    }

    private Map<Long, Value> inputs(Value.Merge merge) {
      var values = new HashMap<Long, Value>();
      ways(merge.block())
          .forEach((from, state) -> state.at(merge.place()).ifPresent(v -> values.put(from, v)));
      return values;
    }
  }
}
