package dev.nfdrop.locator.site;

import dev.nfdrop.locator.flow.Convention;
import dev.nfdrop.locator.flow.Exposure;
import dev.nfdrop.locator.flow.Graph;
import dev.nfdrop.locator.flow.Scope;
import dev.nfdrop.locator.flow.Solution;
import dev.nfdrop.locator.flow.Solver;
import dev.nfdrop.locator.flow.State;
import dev.nfdrop.locator.flow.Value;
import dev.nfdrop.locator.machine.Code;
import dev.nfdrop.locator.machine.Decoder;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// An [Answer] with what was understood of the function on the way to it.
public final class Analysis {
  /// Offsets of the first expression in a rule, for kernels that do not tell: `struct nft_rule_dp`,
  /// `struct nft_rule`.
  private static final int[] EXPRESSIONS = {8, 24};

  private final Function function;
  private final Answer answer;
  private final Optional<Understanding> understanding;
  private final Optional<Flows> flows;

  /// What the values in the function mean.
  ///
  /// @param solution its data flow
  /// @param evaluation where expressions run
  /// @param scenario which values are rules
  record Understanding(Solution solution, Evaluation evaluation, Scenario scenario) {}

  private Analysis(
      Function function,
      Answer answer,
      Optional<Understanding> understanding,
      Optional<Flows> flows) {
    this.function = function;
    this.answer = answer;
    this.understanding = understanding;
    this.flows = flows;
  }

  public static Analysis of(Code code, Decoder decoder, Layout layout) {
    var graph = Graph.of(code, decoder);
    return analyse(new Function(graph, Convention.of(code.architecture()), layout));
  }

  public Answer answer() {
    return answer;
  }

  /// An instruction that all packets pass which live on after the function, with the verdict that
  /// it is about to return; empty if there is none for certain. Other than the sites of the
  /// [#answer()] it is not for drops.
  public Optional<Site> survival() {
    return understanding.flatMap(
        known -> flows.flatMap(found -> new Survival(function, known.evaluation(), found).site()));
  }

  /// Offset of the first expression in a rule, in bytes, as told or as found: 8 for `struct
  /// nft_rule_dp`, 24 for `struct nft_rule` before Linux 5.17.
  public OptionalInt ruleExpressions() {
    return understanding
        .map(found -> OptionalInt.of(found.scenario().expressions()))
        .orElseGet(OptionalInt::empty);
  }

  Function function() {
    return function;
  }

  Optional<Understanding> understanding() {
    return understanding;
  }

  private static Analysis analyse(Function function) {
    var foreign = ForeignPatches.in(function.graph());
    if (foreign.isPresent()) {
      return refused(function, foreign.get());
    }
    var incomplete = function.graph().incomplete();
    if (!incomplete.isEmpty()) {
      var last = incomplete.getFirst().last();
      return refused(function, "where execution goes after " + last + " is not known");
    }
    var hint = new Exposure();
    var rough = solver(function, hint);
    var sketch = rough.sketch(start(function, rough));
    var first = sketch.flatMap(found -> Evaluation.find(function, found));
    if (first.isEmpty()) {
      return refused(function, "no call of an expression's eval(expr, &regs, pkt) was found");
    }
    int size = function.layout().registersSize().orElse(Layout.USUAL_REGISTERS_SIZE);
    var exposure = hint.withSize(first.get().registers(), size);
    var solver = solver(function, exposure);
    var solution = solver.solve(start(function, solver), sketch.orElseThrow());
    var evaluation = solution.flatMap(found -> Evaluation.find(function, found));
    if (evaluation.filter(found -> found.registers() == first.get().registers()).isEmpty()) {
      return refused(function, "the data flow did not come to an end");
    }
    var slot = evaluation.get().registers();
    if (!solution.orElseThrow().storedAt(slot).stream()
        .allMatch(Value.Constant.class::isInstance)) {
      return refused(
          function, "the function writes regs.verdict.code itself: an expression is inlined");
    }
    return withRule(function, solution.orElseThrow(), exposure, evaluation.get());
  }

  private static Analysis refused(Function function, String reason) {
    return new Analysis(function, new Answer.Refused(reason), Optional.empty(), Optional.empty());
  }

  private static Solver solver(Function function, Exposure exposure) {
    return new Solver(function.graph(), function.convention(), exposure, Scope.ALL);
  }

  private static Map<Long, State> start(Function function, Solver solver) {
    return Map.of(function.graph().entry(), solver.entry());
  }

  private static Analysis withRule(
      Function function, Solution solution, Exposure exposure, Evaluation evaluation) {
    var told = function.layout().ruleExpressions();
    var offsets = told.isPresent() ? IntStream.of(told.getAsInt()) : IntStream.of(EXPRESSIONS);
    var scenarios =
        offsets
            .mapToObj(offset -> new Scenario(function, solution, exposure, evaluation, offset))
            .filter(Scenario::knowsRule)
            .toList();
    if (scenarios.size() != 1) {
      return refused(
          function,
          scenarios.isEmpty()
              ? "no place holds the rule while its expressions run"
              : "the offset of a rule's expressions is ambiguous");
    }
    var scenario = scenarios.getFirst();
    var flows = Flows.of(scenario);
    var answer =
        flows
            .map(found -> sites(function, evaluation, found))
            .orElseGet(() -> new Answer.Refused("the data flow after a verdict did not end"));
    return new Analysis(
        function, answer, Optional.of(new Understanding(solution, evaluation, scenario)), flows);
  }

  private static Answer sites(Function function, Evaluation evaluation, Flows flows) {
    var drops = new DropSites(function, evaluation, flows);
    return drops.exist() ? drops.answer() : new VerdictTests(function, evaluation, flows).answer();
  }
}
