package dev.nfdrop.trace.attribute;

import dev.nfdrop.nftables.RuleText;
import java.util.Optional;
import java.util.regex.Pattern;

/// Tells the rules whose drops are answered by how nft or iptables prints them.
final class RejectRule {
  /// nft's own statement; the target of iptables-nft as releases of nft print it, and as iptables
  /// does.
  private static final Pattern END =
      Pattern.compile(
          "(?:.* )?(?:(?<!(?:jump|goto) )reject(?: with (?:tcp reset|icmp(?:v6|x)?(?: type)? [a-z0-9-]+))?|xt target (?:REJECT|\"REJECT\")|-j REJECT(?: --reject-with [a-z0-9-]+)?)");

  /// What else can drop a packet, and need not be the end of a rule for the kernel.
  private static final String VERDICT_MAP = " vmap ";

  private RejectRule() {}

  /// Whether a packet that the rule drops has been answered for certain.
  static boolean is(RuleText text, Optional<String> comment) {
    return text instanceof RuleText.Known(var known) && isReject(withoutComment(known, comment));
  }

  private static boolean isReject(String statements) {
    return !statements.contains(VERDICT_MAP) && END.matcher(statements).matches();
  }

  private static String withoutComment(String text, Optional<String> comment) {
    var end = comment.map(words -> " comment \"" + words + '"').orElse("");
    return text.endsWith(end) ? text.substring(0, text.length() - end.length()) : text;
  }
}
