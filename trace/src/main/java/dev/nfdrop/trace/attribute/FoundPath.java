package dev.nfdrop.trace.attribute;

import dev.nfdrop.trace.RulePath;
import dev.nfdrop.trace.element.Decision;

/// A way through the rules, and what else the ruleset tells of it.
///
/// @param end the chain of the rule that decided; empty where the way is not known
/// @param unchangedFrom the first step since which no rule can have changed the packet
record FoundPath(RulePath path, String end, int unchangedFrom) {
  static final FoundPath UNKNOWN = new FoundPath(RulePath.UNKNOWN, "", 0);

  /// What the rule of a step did, as far as the way tells.
  Decision decision(int step) {
    var steps = path.steps();
    var next = step + 1 < steps.size() ? steps.get(step + 1).chain() : end;
    return new Decision.SentOn(steps.get(step).kind(), next);
  }
}
