package dev.nfdrop.locator.arm64;

import dev.nfdrop.locator.machine.Arm64Register;
import dev.nfdrop.locator.machine.Control;
import dev.nfdrop.locator.machine.Effect;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a word says, apart from where it stands.
record Meaning(String text, List<Effect> effects, Control control) {
  /// An instruction that the next one follows.
  static Optional<Meaning> of(String text, List<Effect> effects) {
    return Optional.of(new Meaning(text, effects, Control.NEXT));
  }

  static Optional<Meaning> of(String text, Effect... effects) {
    return of(text, List.of(effects));
  }

  static Optional<Meaning> branch(String text, Control control) {
    return Optional.of(new Meaning(text, List.of(), control));
  }

  /// A word inside a known group that stands for no instruction.
  static Optional<Meaning> unallocated() {
    return Optional.empty();
  }

  static List<Effect> both(List<Effect> one, List<? extends Effect> other) {
    return Stream.concat(one.stream(), other.stream()).toList();
  }

  /// Whether two of the effects say what one register holds.
  boolean assignsTwice() {
    var assigned = EnumSet.noneOf(Arm64Register.class);
    for (var effect : effects) {
      if (effect instanceof Effect.Assign(Arm64Register target, var _) && !assigned.add(target)) {
        return true;
      }
    }
    return false;
  }
}
