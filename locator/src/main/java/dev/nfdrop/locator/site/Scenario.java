package dev.nfdrop.locator.site;

import dev.nfdrop.locator.flow.Block;
import dev.nfdrop.locator.flow.Exposure;
import dev.nfdrop.locator.flow.Place;
import dev.nfdrop.locator.flow.Scope;
import dev.nfdrop.locator.flow.Solution;
import dev.nfdrop.locator.flow.Solver;
import dev.nfdrop.locator.flow.State;
import dev.nfdrop.locator.flow.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Suppositions about what an expression left in the verdict, followed through the function until
/// the next expression runs or the function ends.
final class Scenario {
  /// Stands for the rule whose expression was the last to run.
  static final Value RULE = new Value.Named("rule");

  /// Stands for `stackptr`, the number of jumps to return from.
  static final Value DEPTH = new Value.Named("depth");

  private final Function function;
  private final Solution solution;
  private final Exposure exposure;
  private final Evaluation evaluation;
  private final int expressions;
  private final List<State> afterCalls = new ArrayList<>();
  private final Set<Value> rules = new HashSet<>();

  Scenario(
      Function function,
      Solution solution,
      Exposure exposure,
      Evaluation evaluation,
      int expressions) {
    this.function = function;
    this.solution = solution;
    this.exposure = exposure;
    this.evaluation = evaluation;
    this.expressions = expressions;
    var relation = new RuleRelation(solution, expressions);
    evaluation.calls().forEach(call -> afterCalls.add(afterCall(call, relation)));
  }

  /// The state behind a call, where each place that holds the current rule says so.
  private State afterCall(Block call, RuleRelation relation) {
    var state = solution.after(call);
    Evaluation.expression(function, solution, call)
        .ifPresent(expression -> nameRule(state, relation, expression));
    return state;
  }

  private void nameRule(State state, RuleRelation relation, Value expression) {
    for (var place : state.places()) {
      var value = state.at(place).orElseThrow();
      if (relation.holds(value, expression)) {
        rules.add(value);
        state.set(place, RULE);
      }
    }
  }

  /// The places that can be a counter after every evaluation: what is there began at 0.
  List<Place> counters() {
    return afterCalls.getFirst().places().stream()
        .filter(place -> afterCalls.stream().allMatch(state -> isCounter(state.at(place))))
        .toList();
  }

  private boolean isCounter(Optional<Value> value) {
    return value
        .filter(count -> !(count instanceof Value.Constant))
        .filter(count -> beganAtZero(count, new HashSet<>()))
        .isPresent();
  }

  private boolean beganAtZero(Value value, Set<Value> seen) {
    return switch (value) {
      case Value.Constant(var number) -> number == 0;
      case Value.Truncated(var whole, _) -> beganAtZero(whole, seen);
      case Value.Merge merge ->
          seen.add(merge)
              && solution.inputs(merge).values().stream().anyMatch(way -> beganAtZero(way, seen));
      default -> false;
    };
  }

  /// Lets a place, and all that hold the same, tell that they hold the depth of the jump stack.
  void nameDepth(Place place) {
    for (var state : afterCalls) {
      var depth = state.at(place);
      for (var same : state.places()) {
        if (state.at(same).equals(depth)) {
          state.set(same, DEPTH);
        }
      }
    }
  }

  /// Offset of the first expression in a rule, in bytes.
  int expressions() {
    return expressions;
  }

  /// Whether a value of the function's own data flow is the rule whose expressions run.
  boolean isRule(Value value) {
    return rules.contains(value);
  }

  /// Whether the rule is known after every evaluation.
  boolean knowsRule() {
    return afterCalls.stream()
        .allMatch(state -> state.places().stream().anyMatch(place -> holdsRule(state, place)));
  }

  private static boolean holdsRule(State state, Place place) {
    return state.at(place).filter(RULE::equals).isPresent();
  }

  /// The flow if each evaluation leaves this verdict code; empty if it comes to no end.
  Optional<Solution> after(int code) {
    return after(code, _ -> {});
  }

  /// The same if a place holds this value then.
  Optional<Solution> after(int code, Place place, Value value) {
    return after(code, state -> state.set(place, value));
  }

  private Optional<Solution> after(int code, Consumer<State> supposition) {
    var starts = new HashMap<Long, State>();
    for (int i = 0; i < afterCalls.size(); i++) {
      var call = evaluation.calls().get(i);
      var state = afterCalls.get(i).copy();
      var slot = evaluation.verdict();
      state.store(slot.offset(), slot.width(), new Value.Constant(slot.width().truncate(code)));
      supposition.accept(state);
      for (var edge : call.edges()) {
        starts.put(edge.to(), state);
      }
    }
    return solver(Optional.of(evaluation.verdict())).solve(starts);
  }

  /// The flow from the function's entry up to the first expression: an empty chain.
  Optional<Solution> withoutRules() {
    var solver = solver(Optional.empty());
    return solver.solve(Map.of(function.graph().entry(), solver.entry()), solution);
  }

  /// The flow of the whole function, whatever the verdicts.
  Solution whole() {
    return solution;
  }

  /// @param last a slot whose overwriting ends the flow
  private Solver solver(Optional<Place.OnStack> last) {
    return new Solver(
        function.graph(),
        function.convention(),
        exposure,
        new Scope(evaluation::isCall, Optional.of(evaluation.verdict()), last));
  }
}
