package dev.nfdrop.nftables.build;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A rule to be made.
///
/// @param comment at most 126 bytes
public record RuleSpec(List<Expression> expressions, Optional<String> comment) {
  public RuleSpec {
    expressions = List.copyOf(expressions);
  }

  /// A rule that decides where a match holds.
  public static RuleSpec of(List<Expression> match, Verdict verdict) {
    return of(match, new Expression.Decide(verdict));
  }

  /// A rule that ends in an expression where a match holds.
  public static RuleSpec of(List<Expression> match, Expression last) {
    return new RuleSpec(Stream.concat(match.stream(), Stream.of(last)).toList(), Optional.empty());
  }

  /// The same rule with a comment.
  public RuleSpec commented(String comment) {
    return new RuleSpec(expressions, Optional.of(comment));
  }
}
