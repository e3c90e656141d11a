package dev.nfdrop.locator.site;

import dev.nfdrop.locator.flow.Block;
import dev.nfdrop.locator.flow.Solution;
import dev.nfdrop.locator.flow.State;
import dev.nfdrop.locator.flow.Value;
import dev.nfdrop.locator.machine.Control;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The calls that free `pkt->skb` with a constant drop reason.
record Drops(Function function) {

  /// Arguments of a freeing function, by position.
  private record Signature(int buffer, int reason) {}

  private static final Map<String, Signature> FREEING =
      Map.of(
          "kfree_skb_reason", new Signature(0, 1), // until Linux 6.10
          "sk_skb_reason_drop", new Signature(1, 2)); // from Linux 6.11

  /// The blocks that end in such a call on some path of a flow.
  List<Block> in(Solution solution) {
    return solution.reached().stream()
        .filter(block -> reason(solution, block).isPresent())
        .toList();
  }

  /// The callee and the drop reason of a block's call.
  Optional<Call> reason(Solution solution, Block block) {
    if (!(block.last().control() instanceof Control.Call)) {
      return Optional.empty();
    }
    return function
        .graph()
        .names()
        .callee(block.last())
        .flatMap(name ->
            Optional.ofNullable(FREEING.get(name))
                .flatMap(signature -> call(name, signature, state(solution, block))));
  }

  /// @param callee the freeing function
  /// @param reason the drop reason
  record Call(String callee, long reason) {}

  private static State state(Solution solution, Block block) {
    return solution.before(block.last()).orElseThrow();
  }

  private Optional<Call> call(String name, Signature signature, State state) {
    boolean freesPacket =
        function.argument(state, signature.buffer).filter(function.buffer()::equals).isPresent();
    return function
        .argument(state, signature.reason)
        .filter(_ -> freesPacket)
        .filter(Value.Constant.class::isInstance)
        .map(value -> ((Value.Constant) value).number())
        .filter(this::isExpected)
        .map(reason -> new Call(name, reason));
  }

  private boolean isExpected(long reason) {
    var told = function.layout().dropReason();
    return told.isEmpty() || told.getAsInt() == reason;
  }
}
