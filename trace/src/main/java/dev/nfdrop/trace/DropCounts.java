package dev.nfdrop.trace;

/// Drops by what decided.
public record DropCounts(long rules, long policies, long jumpDepth, long hooks) {
  public static final DropCounts NONE = new DropCounts(0, 0, 0, 0);

  /// One drop.
  public static DropCounts one(Drop.Cause cause) {
    return switch (cause) {
      case RULE -> new DropCounts(1, 0, 0, 0);
      case POLICY -> new DropCounts(0, 1, 0, 0);
      case JUMP_DEPTH -> new DropCounts(0, 0, 1, 0);
      case HOOK -> new DropCounts(0, 0, 0, 1);
    };
  }

  public long total() {
    return rules + policies + jumpDepth + hooks;
  }

  public DropCounts plus(DropCounts more) {
    return new DropCounts(
        rules + more.rules,
        policies + more.policies,
        jumpDepth + more.jumpDepth,
        hooks + more.hooks);
  }

  public DropCounts minus(DropCounts earlier) {
    return new DropCounts(
        rules - earlier.rules,
        policies - earlier.policies,
        jumpDepth - earlier.jumpDepth,
        hooks - earlier.hooks);
  }
}
