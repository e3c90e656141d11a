package dev.nfdrop.locator.flow;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds the values of all places in all blocks by iteration to a fixed point.
///
/// A place whose value differs between the ways into a block gets a [Value.Merge] there and keeps
/// it for the rest of the iteration. Merges that turn out to have one input are taken back, and the
/// iteration starts again with the others in place from the beginning.
public final class Solver {
  private static final int ROUNDS = 8;

  private final Graph graph;
  private final Convention convention;
  private final Scope scope;
  private final Transfer transfer;

  /// @param exposure objects known to be exposed; grows
  public Solver(Graph graph, Convention convention, Exposure exposure, Scope scope) {
    this.graph = graph;
    this.convention = convention;
    this.scope = scope;
    this.transfer = new Transfer(graph, convention, exposure, scope.pinned());
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
    return solve(starts, new HashSet<>(), new HashSet<>());
  }

  /// The same, beginning with the merges of a first look, of which each is still put to the proof.
  public Optional<Solution> solve(Map<Long, State> starts, Solution sketch) {
    var merges = needed(sketch.inputs());
    var single = new HashSet<>(sketch.inputs().keySet());
    single.removeAll(merges);
    return solve(starts, merges, single);
  }

  /// @param merges taken to bring different values together
  /// @param single taken not to
  private Optional<Solution> solve(
      Map<Long, State> starts, Set<Value.Merge> merges, Set<Value.Merge> single) {
    for (int round = 0; round < ROUNDS; round++) {
      var run = iteration(starts, merges, single);
      if (!run.run()) {
        return Optional.empty();
      }
      if (run.exposedMore()) {
        merges.clear();
        single.clear();
        continue;
      }
      var inputs = run.inputs();
      var needed = needed(inputs);
      var wrong = run.differing();
      if (needed.equals(inputs.keySet()) && wrong.isEmpty()) {
        return Optional.of(
            new Solution(graph, transfer, scope, starts.keySet(), run.entries(), inputs));
      }
      merges.clear();
      merges.addAll(needed);
      merges.addAll(wrong);
      single.addAll(inputs.keySet());
      single.removeAll(merges);
    }
    return Optional.empty();
  }

  /// A first look: one iteration, whose values may be wrong where an object turned out to be
  /// exposed late, or a merge to have one input. Good for hints only.
  public Optional<Solution> sketch(Map<Long, State> starts) {
    var run = iteration(starts, Set.of(), Set.of());
    return run.run()
        ? Optional.of(
            new Solution(graph, transfer, scope, starts.keySet(), run.entries(), run.inputs()))
        : Optional.empty();
  }

  private Iteration iteration(
      Map<Long, State> starts, Set<Value.Merge> known, Set<Value.Merge> single) {
    return new Iteration(graph, transfer, scope, starts, known, single);
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
}
