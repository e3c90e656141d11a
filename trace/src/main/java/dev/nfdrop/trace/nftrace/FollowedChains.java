package dev.nfdrop.trace.nftrace;

import dev.nfdrop.nftables.Chain;
import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.RulesetDump;
import dev.nfdrop.nftables.netlink.RulesetEvent;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// The tables and chains of a ruleset by name, from change to change. For one thread.
///
/// Changes that a reading contains already may be applied once more: they come in order, and the
/// last word on a name is the same.
final class FollowedChains {
  private record TableName(Family family, String table) {}

  private record ChainName(Family family, String table, String chain) {}

  private final Map<TableName, Long> tables = new HashMap<>();
  private final Map<ChainName, Chain> chains = new HashMap<>();
  private int committed;
  private boolean changing;

  /// Begins with what was read.
  void begin(RulesetDump dump) {
    tables.clear();
    chains.clear();
    for (var contents : dump.tables()) {
      var table = contents.table();
      tables.put(new TableName(table.family(), table.name()), table.handle());
      contents.chains().forEach(chain -> put(chain.chain()));
    }
    committed = dump.generation();
    changing = false;
  }

  /// Takes a change over. [RulesetEvent.Lost] calls for a new beginning instead.
  void apply(RulesetEvent event) {
    switch (event) {
      case RulesetEvent.Committed(var generation) -> {
        committed = generation;
        changing = false;
        return;
      }
      case RulesetEvent.TableAdded(var table) ->
          tables.put(new TableName(table.family(), table.name()), table.handle());
      case RulesetEvent.TableDeleted(var table) -> {
        if (tables.remove(new TableName(table.family(), table.name()), table.handle())) {
          chains
              .keySet()
              .removeIf(
                  chain -> chain.family == table.family() && chain.table.equals(table.name()));
        }
      }
      case RulesetEvent.ChainAdded(var chain) -> {
        chains.values().removeIf(other -> isSame(chain, other)); // by another name, perhaps
        put(chain);
      }
      case RulesetEvent.ChainDeleted(var chain) -> {
        if (chain.base().isEmpty()) { // else it may have lost a device only
          chains.values().removeIf(other -> isSame(chain, other));
        }
      }
      case RulesetEvent.RuleAdded _, RulesetEvent.OtherChange _, RulesetEvent.Lost _ -> {}
    }
    changing = true;
  }

  /// The handle of the table of a name.
  OptionalLong table(Family family, String name) {
    var handle = tables.get(new TableName(family, name));
    return handle == null ? OptionalLong.empty() : OptionalLong.of(handle);
  }

  Optional<Chain> chain(Family family, String table, String name) {
    return Optional.ofNullable(chains.get(new ChainName(family, table, name)));
  }

  Collection<Chain> chains() {
    return chains.values();
  }

  /// The generation that is in force: changes are announced after they are made, their number last.
  int generation() {
    return changing ? committed + 1 : committed;
  }

  private void put(Chain chain) {
    chains.put(new ChainName(chain.family(), chain.table(), chain.name()), chain);
  }

  private static boolean isSame(Chain one, Chain other) {
    return one.handle() == other.handle()
        && one.family() == other.family()
        && one.table().equals(other.table());
  }
}
