package dev.nfdrop.nftables;

import java.util.List;

/// What netlink says of a namespace's ruleset.
///
/// @param generation the ruleset's generation (`NFTA_GEN_ID`), a number that wraps around
/// @param settled whether all of it is of that generation; if not, the ruleset went on changing
///   while it was read
public record RulesetDump(int generation, boolean settled, List<TableContents> tables) {
  public RulesetDump {
    tables = List.copyOf(tables);
  }

  /// A table and its chains.
  public record TableContents(Table table, List<ChainContents> chains) {
    public TableContents {
      chains = List.copyOf(chains);
    }
  }

  /// A chain and its rules in the order in which they are run.
  public record ChainContents(Chain chain, List<Rule> rules) {
    public ChainContents {
      rules = List.copyOf(rules);
    }
  }
}
