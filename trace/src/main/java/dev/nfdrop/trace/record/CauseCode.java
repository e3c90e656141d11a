package dev.nfdrop.trace.record;

import dev.nfdrop.trace.Drop.Cause;

/// The numbers that stand for causes in programs and records.
public final class CauseCode {
  private static final int RULE = 1;
  private static final int POLICY = 2;
  private static final int JUMP_DEPTH = 3;
  private static final int HOOK = 4;

  private CauseCode() {}

  /// The number of a cause.
  public static int of(Cause cause) {
    return switch (cause) {
      case RULE -> RULE;
      case POLICY -> POLICY;
      case JUMP_DEPTH -> JUMP_DEPTH;
      case HOOK -> HOOK;
    };
  }

  /// The cause of a number.
  ///
  /// @throws IllegalArgumentException if no program writes it
  static Cause cause(int code) {
    return switch (code) {
      case RULE -> Cause.RULE;
      case POLICY -> Cause.POLICY;
      case JUMP_DEPTH -> Cause.JUMP_DEPTH;
      case HOOK -> Cause.HOOK;
      default -> throw new IllegalArgumentException("drop record with cause " + code);
    };
  }
}
