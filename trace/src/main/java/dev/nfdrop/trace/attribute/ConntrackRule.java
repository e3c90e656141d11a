package dev.nfdrop.trace.attribute;

import dev.nfdrop.nftables.RuleText;
import dev.nfdrop.trace.Conntrack;
import dev.nfdrop.trace.attribute.NamespaceRules.Found;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a rule tells of a packet that has no connection.
final class ConntrackRule {
  /// To nft, whatever has no connection and is not untracked is invalid. So is a packet that nobody
  /// has tried to track: only a rule that asks for it makes it one.
  private static final Pattern INVALID =
      Pattern.compile("\\bct state (?:vmap )?(?:\\{[^}]*|[a-z,]*)\\binvalid\\b");

  private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"");

  private ConntrackRule() {}

  /// That the packet is invalid, where the rule that dropped it matches invalid ones.
  ///
  /// @param found the rule; of a packet without a connection
  static Optional<Conntrack> invalid(Optional<Found> found) {
    return found.isPresent()
            && found.get() instanceof Found.Rule(var entry)
            && entry.text() instanceof RuleText.Known(var text)
            && matchesInvalid(text)
        ? Optional.of(Conntrack.INVALID)
        : Optional.empty();
  }

  static boolean matchesInvalid(String rule) {
    return INVALID.matcher(QUOTED.matcher(rule).replaceAll("")).find();
  }
}
