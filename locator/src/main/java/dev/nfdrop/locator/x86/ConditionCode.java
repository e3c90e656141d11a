package dev.nfdrop.locator.x86;

import dev.nfdrop.locator.machine.Condition;
import dev.nfdrop.locator.machine.Relation;
import java.util.List;

/// The condition in the low four bits of `jcc`, `setcc` and `cmovcc`.
record ConditionCode(String suffix, Relation relation) {

  private static final List<ConditionCode> BY_NUMBER =
      List.of(
          new ConditionCode("o", Relation.OVERFLOW),
          new ConditionCode("no", Relation.NO_OVERFLOW),
          new ConditionCode("b", Relation.UNSIGNED_LESS),
          new ConditionCode("ae", Relation.UNSIGNED_GREATER_OR_EQUAL),
          new ConditionCode("e", Relation.EQUAL),
          new ConditionCode("ne", Relation.NOT_EQUAL),
          new ConditionCode("be", Relation.UNSIGNED_LESS_OR_EQUAL),
          new ConditionCode("a", Relation.UNSIGNED_GREATER),
          new ConditionCode("s", Relation.NEGATIVE),
          new ConditionCode("ns", Relation.NOT_NEGATIVE),
          new ConditionCode("p", Relation.PARITY),
          new ConditionCode("np", Relation.NO_PARITY),
          new ConditionCode("l", Relation.SIGNED_LESS),
          new ConditionCode("ge", Relation.SIGNED_GREATER_OR_EQUAL),
          new ConditionCode("le", Relation.SIGNED_LESS_OR_EQUAL),
          new ConditionCode("g", Relation.SIGNED_GREATER));

  static ConditionCode of(int opcode) {
    return BY_NUMBER.get(opcode & 0xf);
  }

  Condition condition() {
    return new Condition.Flags(relation);
  }
}
