package dev.nfdrop.locator.machine;

/// When a conditional instruction acts.
public sealed interface Condition {

  /// The flags, as the last [Effect.SetFlags] left them, show this relation.
  record Flags(Relation relation) implements Condition {}

  /// A comparison of its own, which leaves the flags alone: `cbz`, `tbnz`, `jrcxz`.
  record Compare(Relation relation, Width width, Expression left, Expression right)
      implements Condition {}
}
