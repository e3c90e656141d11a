package dev.nfdrop.locator.site;

import dev.nfdrop.locator.flow.Block;
import dev.nfdrop.locator.flow.Convention;
import dev.nfdrop.locator.flow.Exposure;
import dev.nfdrop.locator.flow.Graph;
import dev.nfdrop.locator.flow.Scope;
import dev.nfdrop.locator.flow.Solution;
import dev.nfdrop.locator.flow.Solver;
import dev.nfdrop.locator.flow.State;
import dev.nfdrop.locator.flow.Value;
import dev.nfdrop.locator.machine.Code;
import dev.nfdrop.locator.machine.Control;
import dev.nfdrop.locator.machine.Width;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Finds the [HookSite] of `nf_hook_slow(skb, state, e, s)`.
///
/// There is one computed call, of a function at the hook: its arguments are `e->hooks[s].priv`,
/// `skb` and `state`. What `s` is there is found by supposing numbers for it and looking where
/// `priv` is read from then. The packet is freed by one call, and what its places hold there is the
/// same number, since no value changes between the two without getting another name.
public final class HookSiteSearch {
  private static final int BUFFER = 0;
  private static final int STATE = 1;
  private static final int ENTRIES = 2;

  /// Which argument of a freeing function is the packet.
  private static final Map<String, Integer> FREEING =
      Map.of("kfree_skb", 0, "kfree_skb_reason", 0, "sk_skb_reason_drop", 1);

  /// Suppositions: an address that no computation hits by chance, and a few indices.
  private static final long SOME_ADDRESS = 0x5a1c_0de0_0000_7000L;

  private static final List<Long> SOME_INDICES = List.of(0L, 1L, 2L, 7L, 1000L);

  private final Function function;
  private final Solution solution;
  private final HookSite.Entries layout;

  private HookSiteSearch(Function function, Solution solution, HookSite.Entries layout) {
    this.function = function;
    this.solution = solution;
    this.layout = layout;
  }

  /// Empty where anything is not certain.
  public static Optional<HookSite> find(Code code, HookSite.Entries layout) {
    var graph = Graph.of(code, Locator.decoder(code.architecture()));
    var convention = Convention.of(code.architecture());
    if (ForeignPatches.in(graph).isPresent() || !graph.incomplete().isEmpty()) {
      return Optional.empty();
    }
    var solver = new Solver(graph, convention, new Exposure(), Scope.ALL);
    var function = new Function(graph, convention, Layout.UNKNOWN);
    return solver
        .solve(Map.of(graph.entry(), solver.entry()))
        .flatMap(solution -> new HookSiteSearch(function, solution, layout).find());
  }

  private Optional<HookSite> find() {
    var calls = blocks(block -> function.graph().names().isIndirect(block.last()));
    var frees = blocks(block -> callee(block).filter(FREEING::containsKey).isPresent());
    if (calls.size() != 1 || frees.size() != 1 || !freesPacket(frees.getFirst())) {
      return Optional.empty();
    }
    return argumentAddress(before(calls.getFirst()))
        .flatMap(address -> site(frees.getFirst(), address));
  }

  private List<Block> blocks(Predicate<Block> which) {
    return solution.reached().stream()
        .filter(block -> block.last().control() instanceof Control.Call)
        .filter(which)
        .toList();
  }

  private Optional<String> callee(Block block) {
    return function.graph().names().callee(block.last());
  }

  private boolean freesPacket(Block block) {
    int position = FREEING.getOrDefault(callee(block).orElseThrow(), BUFFER);
    return holds(before(block), position, BUFFER);
  }

  /// Whether an argument of a call is one of the function's own.
  private boolean holds(State state, int position, int own) {
    return function.argument(state, position).filter(initial(own)::equals).isPresent();
  }

  /// Where the first argument of the hook's function is read from; empty if the others are not what
  /// they should be.
  private Optional<Value> argumentAddress(State state) {
    return function
        .argument(state, 0)
        .filter(_ -> holds(state, 1, BUFFER) && holds(state, 2, STATE))
        .filter(Value.Loaded.class::isInstance)
        .map(value -> ((Value.Loaded) value).address());
  }

  private Optional<HookSite> site(Block free, Value argumentAddress) {
    var places = new CommonPlaces(function, free.last(), List.of(solution));
    var index =
        parts(argumentAddress).stream().filter(part -> isIndex(part, argumentAddress)).toList();
    if (index.size() != 1) {
      return Optional.empty();
    }
    var packet = places.holding(initial(BUFFER));
    var entries = places.holding(initial(ENTRIES));
    var indices = places.holdingWord(index.getFirst());
    var state = places.holding(initial(STATE));
    return Stream.of(packet, entries, indices, state).anyMatch(List::isEmpty)
        ? Optional.empty()
        : Optional.of(
            new HookSite(
                callee(free).orElseThrow(),
                free.last().address(),
                free.end(),
                packet.getFirst(),
                entries.getFirst(),
                indices.getFirst(),
                state.getFirst()));
  }

  private boolean isIndex(Value part, Value argumentAddress) {
    long start = SOME_ADDRESS + layout.first() + layout.argument();
    return part instanceof Value.Merge
        && SOME_INDICES.stream()
            .allMatch(index ->
                number(argumentAddress, Map.of(initial(ENTRIES), SOME_ADDRESS, part, index))
                    .equals(OptionalLong.of(start + index * layout.entryBytes())));
  }

  private Value initial(int argument) {
    return new Value.Initial(function.convention().arguments().get(argument));
  }

  private State before(Block block) {
    return solution.before(block.last()).orElseThrow();
  }

  private static Set<Value> parts(Value value) {
    var parts = new HashSet<Value>();
    collect(value, parts);
    return parts;
  }

  private static void collect(Value value, Set<Value> parts) {
    if (parts.add(value)) {
      components(value).forEach(part -> collect(part, parts));
    }
  }

  private static Stream<Value> components(Value value) {
    return switch (value) {
      case Value.Sum(var base, _) -> Stream.of(base);
      case Value.Combined(_, _, var left, var right) -> Stream.of(left, right);
      case Value.Truncated(var whole, _) -> Stream.of(whole);
      case Value.SignExtended(var part, _) -> Stream.of(part);
      case Value.Inserted(var whole, var part, _) -> Stream.of(whole, part);
      case Value.Loaded _, Value.Constant _, Value.Initial _, Value.StackAddress _ ->
          Stream.empty();
      case Value.StackElement _, Value.Symbolic _, Value.Merge _, Value.Opaque _ -> Stream.empty();
      case Value.Named _ -> Stream.empty();
    };
  }

  /// The number that a value is if some values are these numbers; empty where it depends on others.
  private static OptionalLong number(Value value, Map<Value, Long> suppositions) {
    var supposed = suppositions.get(value);
    if (supposed != null) {
      return OptionalLong.of(supposed);
    }
    return switch (value) {
      case Value.Constant(var number) -> OptionalLong.of(number);
      case Value.Sum(var base, var addend) -> map(number(base, suppositions), n -> n + addend);
      case Value.Truncated(var whole, Width width) ->
          map(number(whole, suppositions), width::truncate);
      case Value.SignExtended(var part, Width width) ->
          map(number(part, suppositions), width::signExtend);
      case Value.Combined(var operator, var width, var left, var right) -> {
        var other = number(right, suppositions);
        yield other.isEmpty()
            ? other
            : map(number(left, suppositions), n -> operator.apply(width, n, other.getAsLong()));
      }
      case Value.Inserted _, Value.Loaded _, Value.Initial _, Value.StackAddress _ ->
          OptionalLong.empty();
      case Value.StackElement _, Value.Symbolic _, Value.Merge _, Value.Opaque _ ->
          OptionalLong.empty();
      case Value.Named _ -> OptionalLong.empty();
    };
  }

  private static OptionalLong map(OptionalLong number, LongUnaryOperator operation) {
    return number.isPresent() ? OptionalLong.of(operation.applyAsLong(number.getAsLong())) : number;
  }
}
