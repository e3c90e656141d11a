package dev.nfdrop.trace;

import dev.nfdrop.nftables.RuleText;
import java.util.List;

/// The rules that led a packet from the base chain to the rule that dropped it.
///
/// @param steps in the order in which they were taken; none is wrong
/// @param complete whether none is missing
public record RulePath(List<Step> steps, boolean complete) {
  /// The base chain's own rule dropped the packet.
  public static final RulePath DIRECT = new RulePath(List.of(), true);

  /// How the packet came to the rule is not known.
  public static final RulePath UNKNOWN = new RulePath(List.of(), false);

  public RulePath {
    steps = List.copyOf(steps);
  }

  /// A rule that sent the packet on to another chain.
  ///
  /// @param chain that holds the rule
  /// @param handle the rule's
  /// @param elements of sets and maps that the packet matched in the rule
  public record Step(
      String chain, long handle, RuleText rule, Kind kind, List<MatchedElement> elements) {
    public Step {
      elements = List.copyOf(elements);
    }

    /// A step whose rule is not known to have matched an element.
    public Step(String chain, long handle, RuleText rule, Kind kind) {
      this(chain, handle, rule, kind, List.of());
    }

    /// The same step with other elements.
    public Step with(List<MatchedElement> others) {
      return new Step(chain, handle, rule, kind, others);
    }
  }

  /// How a chain is left for another.
  public enum Kind {
    JUMP("jump"),
    GOTO("goto");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /// As nft writes it.
    public String label() {
      return label;
    }
  }
}
