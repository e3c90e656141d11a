package dev.nfdrop.cli.demo;

import dev.nfdrop.ebpf.sys.NetworkNamespace;
import java.util.List;
import java.util.regex.Pattern;

/// The firewall of the demo's server, and what `nft` says of it.
///
/// @param listing what `nft -a list ruleset` prints
public record DemoRuleset(String listing) {
  static final String TABLE = "demo";
  static final String CHAIN = "input";
  static final int DROPPED_PORT = 10000;
  static final String DROP_RULE = "tcp dport " + DROPPED_PORT + " drop";

  /// A port that no rule names: the chain's policy decides.
  static final int OTHER_PORT = 10001;

  private static final String TEXT =
      """
      table inet %s {
        chain %s {
          type filter hook input priority filter; policy drop;
          ct state { established, related } accept
          ct state invalid drop
          %s
          iifname "lo" accept
          ip protocol icmp accept
          meta l4proto ipv6-icmp accept
        }
      }
      """
          .formatted(TABLE, CHAIN, DROP_RULE);

  private static final Pattern DROP_LINE =
      Pattern.compile("^\\s*" + Pattern.quote(DROP_RULE) + " # handle (\\d+)$", Pattern.MULTILINE);

  public static DemoRuleset load(NetworkNamespace host) {
    Commands.in(host, List.of("nft", "-f", "-"), TEXT);
    return new DemoRuleset(Commands.in(host, List.of("nft", "-a", "list", "ruleset")));
  }

  /// The handle that `nft` shows beside the rule that drops.
  long dropHandle() {
    var match = DROP_LINE.matcher(listing);
    if (!match.find()) {
      throw new DemoFailure("nft does not list the rule '" + DROP_RULE + "':\n" + listing);
    }
    return Long.parseLong(match.group(1));
  }
}
