package dev.nfdrop.locator.site;

import dev.nfdrop.locator.flow.Convention;
import dev.nfdrop.locator.flow.Exposure;
import dev.nfdrop.locator.flow.Graph;
import dev.nfdrop.locator.flow.Scope;
import dev.nfdrop.locator.flow.Solution;
import dev.nfdrop.locator.flow.Solver;
import dev.nfdrop.locator.machine.Code;
import dev.nfdrop.locator.machine.Decoder;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Finds the sites of `nft_do_chain()`.
public final class Locator {
  /// `struct nft_regs`: 20 words of 4 bytes since Linux 4.1.
  private static final int REGISTERS_SIZE = 80;

  /// Offsets of the first expression in a rule, for kernels that do not tell: `struct nft_rule_dp`,
  /// `struct nft_rule`.
  private static final int[] EXPRESSIONS = {8, 24};

  private final Function function;

  private Locator(Function function) {
    this.function = function;
  }

  /// Reads a function's code. A result that is not certain is an [Answer.Refused].
  public static Answer locate(Code code, Decoder decoder, Layout layout) {
    var graph = Graph.of(code, decoder);
    var function = new Function(graph, Convention.of(code.architecture()), layout);
    return new Locator(function).locate();
  }

  private Answer locate() {
    var incomplete = function.graph().incomplete();
    if (!incomplete.isEmpty()) {
      var last = incomplete.getFirst().last();
      return new Answer.Refused("where execution goes after " + last + " is not known");
    }
    var exposure = new Exposure();
    var first = solve(exposure).flatMap(solution -> Evaluation.find(function, solution));
    if (first.isEmpty()) {
      return new Answer.Refused(
          "no call of an expression's eval(expr, &regs, pkt) was found in "
              + function.graph().code().function());
    }
    exposure = new Exposure();
    exposure.size(
        first.get().registers(), function.layout().registersSize().orElse(REGISTERS_SIZE));
    var solution = solve(exposure);
    var evaluation = solution.flatMap(found -> Evaluation.find(function, found));
    if (solution.isEmpty() || !evaluation.equals(first)) {
      return new Answer.Refused("the data flow did not come to an end");
    }
    return withRule(solution.get(), exposure, first.get());
  }

  private Optional<Solution> solve(Exposure exposure) {
    var solver = new Solver(function.graph(), function.convention(), exposure, Scope.ALL);
    return solver.solve(Map.of(function.graph().entry(), solver.entry()));
  }

  private Answer withRule(Solution solution, Exposure exposure, Evaluation evaluation) {
    var told = function.layout().ruleExpressions();
    var offsets = told.isPresent() ? IntStream.of(told.getAsInt()) : IntStream.of(EXPRESSIONS);
    var scenarios =
        offsets
            .mapToObj(offset -> new Scenario(function, solution, exposure, evaluation, offset))
            .filter(Scenario::knowsRule)
            .toList();
    return switch (scenarios.size()) {
      case 1 ->
          Flows.of(scenarios.getFirst())
              .map(flows -> sites(evaluation, flows))
              .orElseGet(() -> new Answer.Refused("the data flow after a verdict did not end"));
      case 0 -> new Answer.Refused("no place holds the rule while its expressions run");
      default -> new Answer.Refused("the offset of a rule's expressions is ambiguous");
    };
  }

  private Answer sites(Evaluation evaluation, Flows flows) {
    var drops = new DropSites(function, evaluation, flows);
    return drops.exist() ? drops.answer() : new VerdictTests(function, evaluation, flows).answer();
  }
}
