package dev.nfdrop.trace.attribute;

import dev.nfdrop.nftables.Rule;
import dev.nfdrop.nftables.RulesetDump.ChainContents;
import dev.nfdrop.nftables.RulesetDump.TableContents;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The rules of a table by what is unique in it: their handles, chains by name and handle.
final class TableRules {
  private final TableContents table;
  private final Map<Long, Position> byHandle = new HashMap<>();
  private final Map<String, ChainContents> chainsByName = new HashMap<>();
  private final Map<Long, ChainContents> chainsByHandle = new HashMap<>();

  /// A place in a chain.
  ///
  /// @param index of the rule, from 0
  record Position(ChainContents contents, int index) {
    Rule rule() {
      return contents.rules().get(index);
    }

    String chain() {
      return contents.chain().name();
    }

    /// The rule in front.
    Optional<Position> before() {
      return index == 0 ? Optional.empty() : Optional.of(new Position(contents, index - 1));
    }
  }

  TableRules(TableContents table) {
    this.table = table;
    for (var contents : table.chains()) {
      chainsByName.put(contents.chain().name(), contents);
      chainsByHandle.put(contents.chain().handle(), contents);
      for (int i = 0; i < contents.rules().size(); i++) {
        byHandle.put(contents.rules().get(i).handle(), new Position(contents, i));
      }
    }
  }

  long handle() {
    return table.table().handle();
  }

  Optional<Position> rule(long handle) {
    return Optional.ofNullable(byHandle.get(handle));
  }

  Iterable<Position> rules() {
    return byHandle.values();
  }

  Optional<ChainContents> chain(String name) {
    return Optional.ofNullable(chainsByName.get(name));
  }

  /// The last rule of a chain.
  Optional<Position> last(long chain) {
    return Optional.ofNullable(chainsByHandle.get(chain))
        .filter(contents -> !contents.rules().isEmpty())
        .map(contents -> new Position(contents, contents.rules().size() - 1));
  }
}
