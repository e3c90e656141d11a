package dev.nfdrop.nftables.netlink;

import dev.nfdrop.nftables.Chain;
import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.Rule;
import dev.nfdrop.nftables.RulesetDump;
import dev.nfdrop.nftables.RulesetDump.ChainContents;
import dev.nfdrop.nftables.RulesetDump.TableContents;
import dev.nfdrop.nftables.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// Puts three flat dumps into one tree. What has lost its table or chain between the dumps is left
/// out: only a dump that is not settled has such.
final class RulesetAssembly {
  private record TableKey(Family family, String name) {}

  private record ChainKey(Family family, String table, String name) {}

  private RulesetAssembly() {}

  static RulesetDump of(
      int generation, boolean settled, List<Table> tables, List<Chain> chains, List<Rule> rules) {
    var rulesOfChain = new LinkedHashMap<ChainKey, List<Rule>>();
    for (var rule : rules) {
      var key = new ChainKey(rule.family(), rule.table(), rule.chain());
      rulesOfChain.computeIfAbsent(key, _ -> new ArrayList<>()).add(rule);
    }
    var chainsOfTable = new LinkedHashMap<TableKey, List<ChainContents>>();
    for (var chain : chains) {
      var key = new ChainKey(chain.family(), chain.table(), chain.name());
      chainsOfTable
          .computeIfAbsent(new TableKey(chain.family(), chain.table()), _ -> new ArrayList<>())
          .add(new ChainContents(chain, rulesOfChain.getOrDefault(key, List.of())));
    }
    var contents = new ArrayList<TableContents>();
    for (var table : tables) {
      var key = new TableKey(table.family(), table.name());
      contents.add(new TableContents(table, chainsOfTable.getOrDefault(key, List.of())));
    }
    return new RulesetDump(generation, settled, contents);
  }
}
