package dev.nfdrop.locator.flow;

import dev.nfdrop.locator.machine.Code;
import dev.nfdrop.locator.machine.Control;
import dev.nfdrop.locator.machine.Decoder;
import dev.nfdrop.locator.machine.Register;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a function has put on its stack by the time it calls another one: where, inside a chain of
/// calls, a register that the function's caller left behind can be found again.
///
/// All offsets are in bytes from the stack pointer at the function's entry. On x86-64 the return
/// address is at 0; on AArch64 it is where `x30` was saved.
///
/// @param calls by address
public record SavedRegisters(List<AtCall> calls) {
  public SavedRegisters {
    calls = List.copyOf(calls);
  }

  /// One call.
  ///
  /// @param returnOffset of the instruction behind the call, from the function's start
  /// @param callee its name, where that is known
  /// @param stackPointer before the call; the callee's entry is a word lower on x86-64
  /// @param saved the caller's registers that lie on the stack then, on every path to the call
  public record AtCall(
      long returnOffset, Optional<String> callee, long stackPointer, Map<Register, Long> saved) {
    public AtCall {
      saved = Map.copyOf(saved);
    }
  }

  /// Follows a function from its entry; no calls if that comes to no end.
  public static SavedRegisters of(Code code, Decoder decoder) {
    var graph = Graph.of(code, decoder);
    var convention = Convention.of(code.architecture());
    var solver = new Solver(graph, convention, new Exposure(), Scope.ALL);
    var calls = new ArrayList<AtCall>();
    solver
        .solve(Map.of(graph.entry(), solver.entry()))
        .ifPresent(solution ->
            solution.reached().stream()
                .filter(block -> block.last().control() instanceof Control.Call)
                .filter(block -> !graph.names().isTracer(block.last()))
                .forEach(block -> at(solution, graph, convention, block).ifPresent(calls::add)));
    calls.sort(Comparator.comparingLong(AtCall::returnOffset));
    return new SavedRegisters(calls);
  }

  private static Optional<AtCall> at(
      Solution solution, Graph graph, Convention convention, Block block) {
    var state = solution.before(block.last()).orElseThrow();
    return state
        .register(convention.stackPointer())
        .filter(Value.StackAddress.class::isInstance)
        .map(pointer ->
            new AtCall(
                block.end() - graph.entry(),
                graph.names().callee(block.last()),
                ((Value.StackAddress) pointer).offset(),
                saved(state)));
  }

  private static Map<Register, Long> saved(State state) {
    var saved = new HashMap<Register, Long>();
    for (var place : state.places()) {
      if (place instanceof Place.OnStack slot
          && state.at(slot).orElseThrow() instanceof Value.Initial(var register)) {
        saved.merge(register, slot.offset(), Math::max);
      }
    }
    return saved;
  }
}
