package dev.nfdrop.locator.site;

import dev.nfdrop.locator.flow.Block;
import dev.nfdrop.locator.flow.Solution;
import dev.nfdrop.locator.flow.Value;
import dev.nfdrop.locator.machine.Instruction;
import dev.nfdrop.locator.machine.Width;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Finds an instruction that every final verdict passes, in a function that leaves it to its caller
/// to free the packet.
///
/// There the verdict about to be returned tells rule drops, and `regs.verdict.code` in memory tells
/// them from the policy (-1 or -5) and from jumps nested too deep (-3).
record VerdictTests(Function function, Evaluation evaluation, Flows flows) {

  Answer answer() {
    if (!returnsVerdict(flows.after(Verdict.DROP), Verdict.DROP.code())
        || !returnsVerdict(flows.dropWithError(), Flows.ERROR_CODE)) {
      return new Answer.Refused(
          "a drop verdict neither frees the packet with the expected reason nor is returned");
    }
    return site()
        .<Answer>map(site -> function.located(Answer.Shape.VERDICT_TEST, List.of(site)))
        .orElseGet(() ->
            new Answer.Refused("no instruction is passed by every verdict with the rule at hand"));
  }

  /// The first that fits. Accepted packets pass it too, so one where a probe is cheap comes first.
  private Optional<Site> site() {
    var cuts =
        flows.after(Verdict.DROP).reached().stream()
            .filter(block -> returning().stream().allMatch(flow -> isCut(flow, block)))
            .toList();
    return Stream.of(true, false)
        .flatMap(cheap -> cuts.stream().flatMap(block -> sites(block, cheap)))
        .findFirst();
  }

  private Stream<Site> sites(Block block, boolean cheap) {
    var architecture = function.graph().code().architecture();
    return block.instructions().stream()
        .filter(at -> Probing.isCheap(architecture, block, at) == cheap)
        .flatMap(at -> site(at).stream());
  }

  /// The flows that come to a return, all of which the site must see.
  private List<Solution> returning() {
    return Stream.of(flows.rule(), flows.policy(), flows.depth())
        .flatMap(List::stream)
        .filter(VerdictTests::returns)
        .toList();
  }

  static boolean returns(Solution flow) {
    return !flow.leaving(Block.Exit.RETURN).isEmpty()
        || !flow.leaving(Block.Exit.TAIL_CALL).isEmpty();
  }

  /// Whether every return of a flow has the verdict in the register of results.
  private boolean returnsVerdict(Solution flow, int code) {
    var returns = flow.leaving(Block.Exit.RETURN);
    var verdict = new Value.Constant(Width.WORD.truncate(code));
    return !returns.isEmpty()
        && returns.stream()
            .map(block -> flow.after(block).register(function.convention().returnValue()))
            .allMatch(result -> result.filter(verdict::equals).isPresent());
  }

  /// Whether a flow comes to a block, and every way out of the function leads through it.
  static boolean isCut(Solution flow, Block cut) {
    return flow.reaches(cut) && flow.leavesOnlyThrough(Set.of(cut.start()));
  }

  private Optional<Site> site(Instruction at) {
    var rule = new CommonPlaces(function, at, flows.rule());
    var everyWay = Stream.concat(returning().stream(), Stream.of(flows.whole())).toList();
    var all = new CommonPlaces(function, at, everyWay);
    var obstacle = Probing.obstacle(function.graph().code(), at);
    var values =
        new Site.Values(
            rule.holding(Scenario.RULE),
            all.holding(function.packet()),
            all.holding(function.buffer()),
            all.holding(function.baseChain()),
            returned(rule),
            all.slot(evaluation.verdict()),
            flows.jumpStack().flatMap(rule::jumpStack));
    boolean fit =
        obstacle.isEmpty()
            && Stream.of(
                    values.rule(),
                    values.packet(),
                    values.baseChain(),
                    values.verdict(),
                    values.code())
                .noneMatch(List::isEmpty);
    return fit ? Optional.of(site(at, values)) : Optional.empty();
  }

  private static List<Location> returned(CommonPlaces rule) {
    return rule.holding(List.of((long) Verdict.DROP.code(), (long) Flows.ERROR_CODE)).stream()
        .filter(Location.InRegister.class::isInstance)
        .toList();
  }

  private Site site(Instruction at, Site.Values values) {
    return new Site(
        at.address(),
        function.offset(at.address()),
        Site.Kind.VERDICT_TEST,
        true,
        Optional.empty(),
        values,
        Optional.empty(),
        List.of(
            "every way from an expression's drop verdict to a return leads through it",
            "every way from the end of the rules, and from a jump, to a return as well"));
  }
}
