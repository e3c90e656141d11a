package dev.nfdrop.trace;

import dev.nfdrop.trace.owner.Owner;
import java.util.List;
import java.util.Optional;

/// What led to a drop, beyond the rule itself.
///
/// @param owner who made the rule, or the base chain whose policy it was
/// @param path through the rules
/// @param elements of sets and maps that the packet matched in the rule
/// @param acceptedBy the base chains of the same hook that let the packet pass before, in the order
///   of their priorities; only those that certainly did
public record Why(
    Optional<Owner> owner, RulePath path, List<MatchedElement> elements, List<Passed> acceptedBy) {
  /// Nothing is known of it, or there is nothing to know.
  public static final Why NOTHING =
      new Why(Optional.empty(), RulePath.DIRECT, List.of(), List.of());

  public Why {
    elements = List.copyOf(elements);
    acceptedBy = List.copyOf(acceptedBy);
  }
}
