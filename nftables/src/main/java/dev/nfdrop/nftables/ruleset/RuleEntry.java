package dev.nfdrop.nftables.ruleset;

import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.RuleId;
import dev.nfdrop.nftables.RuleText;
import java.util.Optional;

/// A rule as users know it.
///
/// @param table the table's name
/// @param chain the chain's name when the rule was read
public record RuleEntry(
    RuleId id, Family family, String table, String chain, RuleText text, Optional<String> comment) {
  /// The rule's handle, as `nft --handle` prints it.
  public long handle() {
    return id.rule();
  }

  RuleEntry withText(RuleText other) {
    return new RuleEntry(id, family, table, chain, other, comment);
  }
}
