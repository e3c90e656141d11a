package dev.nfdrop.locator.site;

import dev.nfdrop.locator.flow.Arithmetic;
import dev.nfdrop.locator.flow.Block;
import dev.nfdrop.locator.flow.Place;
import dev.nfdrop.locator.flow.Solution;
import dev.nfdrop.locator.flow.State;
import dev.nfdrop.locator.flow.Value;
import dev.nfdrop.locator.machine.Instruction;
import dev.nfdrop.locator.machine.Width;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    if (!byRule().map(flows::after).allMatch(VerdictTests::returns)) {
      return Optional.empty();
    }
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
        .flatMap(at -> site(block, at).stream());
  }

  /// The verdicts of a rule that let a packet live. What becomes of a stolen one only its thief
  /// knows.
  private static Stream<Verdict> byRule() {
    return Stream.of(Verdict.ACCEPT, Verdict.QUEUE);
  }

  private List<Solution> living() {
    return Stream.concat(byRule().map(flows::after), flows.policy().stream())
        .filter(VerdictTests::returns)
        .toList();
  }

  /// Every flow that comes to an instruction, also of packets that are dropped.
  private List<Solution> passing(Instruction at) {
    return Stream.concat(flows.all().stream(), Stream.of(flows.whole()))
        .filter(flow -> flow.before(at).isPresent())
        .toList();
  }

  private Optional<Site> site(Block block, Instruction at) {
    var rule = new CommonPlaces(function, at, byRule().map(flows::after).toList());
    var everyWay = Stream.concat(living().stream(), Stream.of(flows.whole())).toList();
    var living = new CommonPlaces(function, at, everyWay);
    var values =
        new Site.Values(
            rule.holding(Scenario.RULE),
            living.holding(function.packet()),
            living.holding(function.buffer()),
            living.holding(function.baseChain()),
            returned(block, at),
            living.slot(evaluation.verdict()),
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

  /// The registers that on every way hold what the function is going to return.
  private List<Location> returned(Block block, Instruction at) {
    var everyWay = passing(at);
    return everyWay.getFirst().before(at).orElseThrow().places().stream()
        .flatMap(place ->
            place instanceof Place.InRegister register ? Stream.of(register) : Stream.empty())
        .filter(
            register -> everyWay.stream().allMatch(flow -> isReturned(flow, block, at, register)))
        .filter(register -> byRule().allMatch(verdict -> holds(verdict, at, register)))
        .<Location>map(register -> new Location.InRegister(register.register()))
        .toList();
  }

  private boolean holds(Verdict verdict, Instruction at, Place.InRegister register) {
    var number = Optional.of(Arithmetic.truncate(new Value.Constant(verdict.code()), Width.WORD));
    return word(flows.after(verdict).before(at).orElseThrow(), register).equals(number);
  }

  private boolean isReturned(
      Solution flow, Block block, Instruction at, Place.InRegister register) {
    var result = new Place.InRegister(function.convention().returnValue());
    var here = word(flow.before(at).orElseThrow(), register);
    var ahead = ahead(flow, block);
    return here.isPresent()
        && returns(flow)
            .filter(ahead::contains)
            .allMatch(last -> word(flow.after(last), result).equals(here));
  }

  private static Optional<Value> word(State state, Place place) {
    return state.at(place).map(value -> Arithmetic.truncate(value, Width.WORD));
  }

  private static Stream<Block> returns(Solution flow) {
    return Stream.of(Block.Exit.RETURN, Block.Exit.TAIL_CALL)
        .flatMap(exit -> flow.leaving(exit).stream());
  }

  /// A block and all that a flow can come to behind it.
  private static Set<Block> ahead(Solution flow, Block block) {
    var ahead = new HashSet<Block>();
    var open = new ArrayDeque<>(List.of(block));
    while (!open.isEmpty()) {
      var next = open.pop();
      if (ahead.add(next)) {
        open.addAll(flow.successors(next));
      }
    }
    return ahead;
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
