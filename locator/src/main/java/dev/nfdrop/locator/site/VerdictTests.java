package dev.nfdrop.locator.site;

import dev.nfdrop.locator.flow.Solution;
import java.util.Map;

/// Finds the instructions that every final verdict passes, in functions that return a drop.
record VerdictTests(Function function, Evaluation evaluation, Map<Verdict, Solution> flows) {

  Answer answer() {
    return new Answer.Refused("the function does not free dropped packets itself");
  }
}
