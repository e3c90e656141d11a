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

/// Suppositions about what an expression left in the verdict, followed through the function until
/// the next expression runs or the function ends.
final class Scenario {
  /// Stands for the rule whose expression was the last to run.
  static final Value RULE = new Value.Named("rule");

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
    var starts = new HashMap<Long, State>();
    for (int i = 0; i < afterCalls.size(); i++) {
      var call = evaluation.calls().get(i);
      var state = afterCalls.get(i).copy();
      var slot = evaluation.verdict();
      state.store(slot.offset(), slot.width(), new Value.Constant(slot.width().truncate(code)));
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
