package dev.nfdrop.trace.calibrate;

import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.calibrate.Sample.Fate;
import dev.nfdrop.trace.calibrate.Sample.Jump;
import dev.nfdrop.trace.calibrate.Sample.NamedHandle;
import dev.nfdrop.trace.packet.CapturedPacket;
import dev.nfdrop.trace.record.RawDrop;
import dev.nfdrop.trace.record.RawJump;
import java.util.Optional;
import java.util.OptionalLong;

/// Holds what an engine reported of a sample against what became of it.
final class Comparison {
  private Comparison() {}

  /// The first difference as a sentence; empty where all agrees.
  static Optional<String> difference(Sample sample, Fate fate, RawDrop drop) {
    var length = drop.length().orElse(CapturedPacket.UNSET);
    if (length != sample.length()) {
      return differs(sample, "packet length", sample.length(), length);
    }
    if (drop.cause() != fate.cause()) {
      return differs(sample, "cause", fate.cause().label(), drop.cause().label());
    }
    if (fate.cause() == Cause.RULE && drop.ruleHandle() != fate.handle()) {
      return differs(sample, "rule handle", fate.handle(), drop.ruleHandle());
    }
    if (drop.tableHandle() != fate.table().handle()
        || !drop.tableName().equals(fate.table().name())) {
      return differs(
          sample, "table", fate.table(), new NamedHandle(drop.tableName(), drop.tableHandle()));
    }
    if (drop.baseChainHandle() != fate.baseChain().handle()
        || !drop.baseChainName().equals(fate.baseChain().name())) {
      return differs(
          sample,
          "base chain",
          fate.baseChain(),
          new NamedHandle(drop.baseChainName(), drop.baseChainHandle()));
    }
    var chainIsTold = fate.cause() == Cause.RULE && drop.chainHandle() != 0;
    if (chainIsTold && drop.chainHandle() != fate.chain().handle()) {
      return differs(
          sample, "chain", fate.chain(), new NamedHandle(drop.chainName(), drop.chainHandle()));
    }
    return Optional.empty();
  }

  /// What is wrong with the jumps that were told; empty where none were, or all are right.
  static Optional<String> jumpDifference(Sample sample, Fate fate, RawDrop drop) {
    if (fate.cause() != Cause.RULE || drop.jumps().isEmpty()) {
      return Optional.empty();
    }
    var told = drop.jumps().get();
    boolean right = told.size() == fate.jumps().size();
    for (int i = 0; right && i < told.size(); i++) {
      right = isSame(fate.jumps().get(i), told.get(i));
    }
    return right
        ? Optional.empty()
        : Optional.of(
            "%s: jumps %s, the engine reported %s".formatted(sample.what(), fate.jumps(), told));
  }

  private static boolean isSame(Jump jump, RawJump told) {
    return switch (told.kind()) {
      case JUMPING_RULE -> told.handle() == jump.rule();
      case RULE_BEHIND -> jump.next().equals(OptionalLong.of(told.handle()));
      case CHAIN_AT_ITS_END -> jump.next().isEmpty() && told.handle() == jump.chain();
    };
  }

  private static Optional<String> differs(
      Sample sample, String what, Object expected, Object reported) {
    return Optional.of(
        "%s: %s is %s, the engine reported %s".formatted(sample.what(), what, expected, reported));
  }
}
