package dev.nfdrop.locator.arm64;

import dev.nfdrop.locator.machine.Condition;
import dev.nfdrop.locator.machine.Relation;
import java.util.List;

/// The four-bit condition codes.
final class Conditions {
  /// `al` and, with the same meaning, `nv`.
  private static final int ALWAYS = 14;

  private static final List<String> NAMES =
      List.of(
          "eq", "ne", "cs", "cc", "mi", "pl", "vs", "vc", "hi", "ls", "ge", "lt", "gt", "le", "al",
          "nv");

  private static final List<Relation> RELATIONS =
      List.of(
          Relation.EQUAL,
          Relation.NOT_EQUAL,
          Relation.UNSIGNED_GREATER_OR_EQUAL,
          Relation.UNSIGNED_LESS,
          Relation.NEGATIVE,
          Relation.NOT_NEGATIVE,
          Relation.OVERFLOW,
          Relation.NO_OVERFLOW,
          Relation.UNSIGNED_GREATER,
          Relation.UNSIGNED_LESS_OR_EQUAL,
          Relation.SIGNED_GREATER_OR_EQUAL,
          Relation.SIGNED_LESS,
          Relation.SIGNED_GREATER,
          Relation.SIGNED_LESS_OR_EQUAL);

  private Conditions() {}

  static String name(int code) {
    return NAMES.get(code);
  }

  static boolean always(int code) {
    return code >= ALWAYS;
  }

  /// The code that holds when this one does not.
  static int inverted(int code) {
    return code ^ 1;
  }

  static Condition.Flags of(int code) {
    return new Condition.Flags(RELATIONS.get(code));
  }
}
