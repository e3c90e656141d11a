package dev.nfdrop.locator.site;

import dev.nfdrop.locator.flow.Arithmetic;
import dev.nfdrop.locator.flow.Solution;
import dev.nfdrop.locator.flow.Value;
import dev.nfdrop.locator.machine.Operator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Whether a value is the rule whose expressions another value walks over.
///
/// An expression pointer starts at the rule plus a constant and grows by sizes that are read from
/// memory. The relation is proved along the loop: if it holds for every way into a merge, supposing
/// that it holds for the merge, it holds. So the next rule, the end of the expressions and the
/// pointer itself are told from the rule, whatever registers they are in.
final class RuleRelation {
  private final Solution solution;
  private final int expressions;

  /// @param expressions offset of the first expression in a rule, in bytes
  RuleRelation(Solution solution, int expressions) {
    this.solution = solution;
    this.expressions = expressions;
  }

  boolean holds(Value rule, Value expression) {
    return holds(rule, expression, new HashMap<>());
  }

  /// @param supposed what is taken to hold: expressions by the rule
  private boolean holds(Value rule, Value expression, Map<Value, Set<Value>> supposed) {
    if (Arithmetic.plus(rule, expressions).equals(expression)) {
      return true;
    }
    if (!supposed.computeIfAbsent(rule, _ -> new HashSet<>()).add(expression)) {
      return true;
    }
    return switch (expression) {
      case Value.Merge merge -> holdsForEveryWay(rule, merge, supposed);
      case Value.Combined(var operator, _, var left, var right) when operator == Operator.ADD ->
          (isSize(right, left) && holds(rule, left, supposed))
              || (isSize(left, right) && holds(rule, right, supposed));
      default -> false;
    };
  }

  /// An expression's size is `expr->ops->size`: a value read through the expression itself.
  private static boolean isSize(Value size, Value expression) {
    return switch (size) {
      case Value.Loaded(var address, _) -> reads(address, expression);
      case Value.Truncated(var whole, _) -> isSize(whole, expression);
      case Value.SignExtended(var part, _) -> isSize(part, expression);
      default -> false;
    };
  }

  private static boolean reads(Value address, Value expression) {
    return switch (address) {
      case Value.Sum(var base, _) -> reads(base, expression);
      case Value.Loaded(var from, _) -> from.equals(expression) || reads(from, expression);
      default -> false;
    };
  }

  private boolean holdsForEveryWay(Value rule, Value.Merge merge, Map<Value, Set<Value>> supposed) {
    var ways = solution.inputs(merge);
    if (ways.isEmpty()) {
      return false;
    }
    boolean together = rule instanceof Value.Merge own && own.block() == merge.block();
    var rules = together ? solution.inputs((Value.Merge) rule) : Map.<Long, Value>of();
    for (var way : ways.entrySet()) {
      var there = together ? rules.get(way.getKey()) : rule;
      if (there == null || !holds(there, way.getValue(), supposed)) {
        return false;
      }
    }
    return true;
  }
}
