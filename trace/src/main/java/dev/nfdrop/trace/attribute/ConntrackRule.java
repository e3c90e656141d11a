package dev.nfdrop.trace.attribute;

import dev.nfdrop.nftables.RuleText;
import dev.nfdrop.trace.Conntrack;
import dev.nfdrop.trace.attribute.NamespaceRules.Found;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a rule tells of a packet that has no connection.
final class ConntrackRule {
  /// To nft and iptables, whatever has no connection and is not untracked is invalid. So is a
  /// packet that nobody has tried to track: only a rule that asks for it makes it one.
  private static final Pattern INVALID =
      Pattern.compile(
          "\\bct state (?:vmap )?(?:\\{[^}]*|[a-z,]*)\\binvalid\\b"
              + "|(?<!! )--(?:ct)?state [A-Z,]*\\bINVALID\\b");

  /// nft escapes nothing in its strings; iptables does, and all of its rules start alike.
  private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"");

  private static final Pattern QUOTED_BY_IPTABLES =
      Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"", Pattern.DOTALL);

  private static final String BY_IPTABLES = "-A ";

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
    var quoted = rule.startsWith(BY_IPTABLES) ? QUOTED_BY_IPTABLES : QUOTED;
    return INVALID.matcher(quoted.matcher(rule).replaceAll("")).find();
  }
}
