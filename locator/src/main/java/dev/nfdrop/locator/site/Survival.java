package dev.nfdrop.locator.site;

import dev.nfdrop.locator.flow.Block;
import dev.nfdrop.locator.flow.Place;
import dev.nfdrop.locator.flow.Solution;
import dev.nfdrop.locator.machine.Instruction;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds an instruction that every packet passes which a rule or a policy lets live, on its way out
/// of the function.
///
/// There the verdict about to be returned is the same number as `regs.verdict.code` in memory if a
/// rule decided, and another if the policy did. Dropped packets may pass as well: with a verdict
/// that is 0, or that is not the number in memory (`NF_DROP_REASON()` returns `NF_STOLEN`).
record Survival(Function function, Evaluation evaluation, Flows flows) {

  /// The first that fits; one where a probe is cheap comes first.
  Optional<Site> site() {
    var cuts =
        flows.after(Verdict.ACCEPT).reached().stream()
            .filter(block -> living().stream().allMatch(flow -> VerdictTests.isCut(flow, block)))
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

  private List<Solution> byRule() {
    return List.of(flows.after(Verdict.ACCEPT), flows.after(Verdict.QUEUE));
  }

  /// The flows of packets that live. What becomes of a stolen one only its thief knows.
  private List<Solution> living() {
    return Stream.of(byRule(), flows.policy())
        .flatMap(List::stream)
        .filter(VerdictTests::returns)
        .toList();
  }

  /// All flows that pass an instruction, living or not.
  private List<Solution> passing(Instruction at) {
    return Stream.concat(flows.all().stream(), Stream.of(flows.whole()))
        .filter(flow -> flow.before(at).isPresent())
        .toList();
  }

  private Optional<Site> site(Instruction at) {
    var rule = new CommonPlaces(function, at, byRule());
    var living =
        new CommonPlaces(
            function, at, Stream.concat(living().stream(), Stream.of(flows.whole())).toList());
    var everyWay = new CommonPlaces(function, at, passing(at));
    var values =
        new Site.Values(
            rule.holding(Scenario.RULE),
            living.holding(function.packet()),
            living.holding(function.buffer()),
            living.holding(function.baseChain()),
            returned(at, rule),
            everyWay.slot(evaluation.verdict()),
            flows.jumpStack().flatMap(rule::jumpStack));
    boolean fit =
        Probing.obstacle(function.graph().code(), at).isEmpty()
            && Stream.of(
                    values.rule(),
                    values.packet(),
                    values.baseChain(),
                    values.verdict(),
                    values.code())
                .noneMatch(List::isEmpty);
    return fit ? Optional.of(site(at, values)) : Optional.empty();
  }

  /// The register of results, if on every way it already holds what the function returns.
  private List<Location> returned(Instruction at, CommonPlaces rule) {
    var register = function.convention().returnValue();
    boolean decided = passing(at).stream().allMatch(flow -> keeps(flow, at));
    return rule.holding(List.of((long) Verdict.ACCEPT.code(), (long) Verdict.QUEUE.code())).stream()
        .filter(place -> decided && place.equals(new Location.InRegister(register)))
        .toList();
  }

  private boolean keeps(Solution flow, Instruction at) {
    var result = new Place.InRegister(function.convention().returnValue());
    var here = flow.before(at).flatMap(state -> state.at(result));
    return here.isPresent()
        && Stream.of(Block.Exit.RETURN, Block.Exit.TAIL_CALL)
            .flatMap(exit -> flow.leaving(exit).stream())
            .allMatch(block -> flow.after(block).at(result).equals(here));
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
            "every way from an expression's accept or queue verdict to a return leads through it",
            "every way from the end of the rules to a return that is no drop as well"));
  }
}
