package dev.nfdrop.locator.site;

import dev.nfdrop.locator.flow.Block;
import dev.nfdrop.locator.flow.Place;
import dev.nfdrop.locator.flow.Solution;
import dev.nfdrop.locator.flow.Value;
import dev.nfdrop.locator.machine.Control;
import dev.nfdrop.locator.machine.Instruction;
import dev.nfdrop.locator.machine.Width;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The calls that run a rule's expressions: `expr->ops->eval(expr, &regs, pkt)`.
///
/// @param registers where `regs` lies on the stack, from the stack pointer at entry, in bytes; its
///   first word is the verdict code (`struct nft_regs`)
/// @param calls the blocks that end in such a call
record Evaluation(long registers, List<Block> calls) {

  private static final int EXPRESSION = 0;
  private static final int REGISTERS = 1;
  private static final int PACKET = 2;

  /// Empty if no call looks so.
  static Optional<Evaluation> find(Function function, Solution solution) {
    Map<Long, Integer> votes = new HashMap<>();
    for (var block : solution.reached()) {
      if (function.graph().names().isIndirect(block.last())) {
        registers(function, solution, block).ifPresent(at -> votes.merge(at, 1, Integer::sum));
      }
    }
    if (votes.isEmpty()) {
      return Optional.empty();
    }
    long at =
        Collections.max(votes.entrySet(), Comparator.comparingInt(Map.Entry::getValue)).getKey();
    var calls =
        solution.reached().stream()
            .filter(block -> registers(function, solution, block).filter(r -> r == at).isPresent())
            .toList();
    return Optional.of(new Evaluation(at, calls));
  }

  private static Optional<Long> registers(Function function, Solution solution, Block block) {
    if (!(block.last().control() instanceof Control.Call)) {
      return Optional.empty();
    }
    var state = solution.before(block.last()).orElseThrow();
    return function
        .argument(state, PACKET)
        .filter(function.packet()::equals)
        .flatMap(_ -> function.argument(state, REGISTERS))
        .filter(Value.StackAddress.class::isInstance)
        .map(value -> ((Value.StackAddress) value).offset());
  }

  boolean isCall(Instruction instruction) {
    for (var block : calls) {
      if (block.last().address() == instruction.address()) {
        return true;
      }
    }
    return false;
  }

  /// `expr` at one of the calls; empty if nothing is known of it.
  static Optional<Value> expression(Function function, Solution solution, Block call) {
    return solution.before(call.last()).flatMap(state -> function.argument(state, EXPRESSION));
  }

  /// `regs.verdict.code`.
  Place.OnStack verdict() {
    return new Place.OnStack(registers, Width.WORD);
  }
}
