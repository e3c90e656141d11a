package dev.nfdrop.trace.element;

import dev.nfdrop.nftables.set.SetElement;
import dev.nfdrop.trace.Drop;
import dev.nfdrop.trace.RulePath.Kind;
import dev.nfdrop.trace.record.VerdictCode;
import java.util.Optional;

/// What a rule did with a packet.
public sealed interface Decision {
  /// `NF_VERDICT_MASK`, include/uapi/linux/netfilter.h: above it stands the number of a queue.
  int VERDICT_MASK = 0xff;

  /// It decided what becomes of the packet.
  record Final(Drop.Verdict verdict) implements Decision {}

  /// It sent the packet on to another chain.
  record SentOn(Kind kind, String chain) implements Decision {}

  /// Whether an element of a verdict map has the rule do this.
  default boolean is(SetElement.Verdict said) {
    return switch (this) {
      case Final(var verdict) ->
          said.code() >= 0 && (said.code() & VERDICT_MASK) == VerdictCode.of(verdict);
      case SentOn(var kind, var chain) ->
          said.code() == code(kind) && said.chain().equals(Optional.of(chain));
    };
  }

  private static int code(Kind kind) {
    return switch (kind) {
      case JUMP -> SetElement.Verdict.JUMP;
      case GOTO -> SetElement.Verdict.GOTO;
    };
  }
}
