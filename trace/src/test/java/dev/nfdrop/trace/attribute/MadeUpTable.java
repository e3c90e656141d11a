package dev.nfdrop.trace.attribute;

import dev.nfdrop.nftables.Chain;
import dev.nfdrop.nftables.Chain.Base;
import dev.nfdrop.nftables.Chain.Policy;
import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.Rule;
import dev.nfdrop.nftables.RulesetDump.ChainContents;
import dev.nfdrop.nftables.RulesetDump.TableContents;
import dev.nfdrop.nftables.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A table that no kernel has; its first chain is a base chain. Chains have the handles 1, 2 and so
/// on, rules those that they are given.
final class MadeUpTable {
  static final long HANDLE = 4242;
  private static final Family FAMILY = Family.INET;
  private static final String NAME = "made-up";

  private final List<ChainContents> chains = new ArrayList<>();

  MadeUpTable chain(String name, Rule... rules) {
    var base =
        chains.isEmpty()
            ? Optional.of(new Base("input", 0, Policy.ACCEPT, "filter", List.of()))
            : Optional.<Base>empty();
    var chain = new Chain(FAMILY, NAME, name, chains.size() + 1L, 0, base, Optional.empty());
    var inChain = Arrays.stream(rules).map(rule -> inChain(name, rule)).toList();
    chains.add(new ChainContents(chain, inChain));
    return this;
  }

  TableContents contents() {
    return new TableContents(new Table(FAMILY, NAME, HANDLE, 0), chains);
  }

  static Rule plain(long handle) {
    return rule(handle, List.of(), List.of(), List.of());
  }

  static Rule jump(long handle, String to) {
    return rule(handle, List.of(to), List.of(), List.of());
  }

  static Rule goTo(long handle, String to) {
    return rule(handle, List.of(to), List.of(to), List.of());
  }

  static Rule map(long handle) {
    return rule(handle, List.of(), List.of(), List.of("__map0"));
  }

  /// Sets a mark, say.
  static Rule change(long handle) {
    return new Rule(
        FAMILY, NAME, "?", handle, Optional.empty(), List.of(), List.of(), List.of(), true);
  }

  private static Rule rule(long handle, List<String> jumps, List<String> gotos, List<String> maps) {
    return new Rule(FAMILY, NAME, "?", handle, Optional.empty(), jumps, gotos, maps, false);
  }

  private static Rule inChain(String chain, Rule rule) {
    return new Rule(
        rule.family(),
        rule.table(),
        chain,
        rule.handle(),
        rule.comment(),
        rule.jumps(),
        rule.gotos(),
        rule.verdictMaps(),
        rule.changesPackets());
  }
}
