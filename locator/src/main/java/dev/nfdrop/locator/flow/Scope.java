package dev.nfdrop.locator.flow;

import dev.nfdrop.locator.machine.Instruction;
import java.util.Optional;
import java.util.function.Predicate;

/// How far a flow goes.
///
/// @param ending calls behind which it ends
/// @param pinned a stack slot that keeps its value whatever a call or a computed store may do
/// @param last a stack slot; the flow ends where the code writes it
public record Scope(
    Predicate<Instruction> ending, Optional<Place.OnStack> pinned, Optional<Place.OnStack> last) {

  /// The whole function.
  public static final Scope ALL = new Scope(_ -> false, Optional.empty(), Optional.empty());

  boolean ends(Instruction instruction) {
    return ending.test(instruction);
  }
}
