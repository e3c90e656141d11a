package dev.nfdrop.nftables.netlink;

import dev.nfdrop.nftables.Chain;
import dev.nfdrop.nftables.Rule;
import dev.nfdrop.nftables.Table;

/// A change to the ruleset that the kernel announces.
///
/// The changes of a transaction come in order, and its [Committed] after them.
public sealed interface RulesetEvent {
  /// A table was made, or its flags have changed.
  record TableAdded(Table table) implements RulesetEvent {}

  /// A table was deleted.
  record TableDeleted(Table table) implements RulesetEvent {}

  /// A chain was made, or it has changed; a renamed one keeps its handle.
  record ChainAdded(Chain chain) implements RulesetEvent {}

  /// A chain was deleted, or some devices of a chain that has several.
  record ChainDeleted(Chain chain) implements RulesetEvent {}

  /// A rule was added; a replaced one is deleted and added.
  record RuleAdded(Rule rule) implements RulesetEvent {}

  /// The end of a transaction.
  ///
  /// @param generation the ruleset's generation from then on
  record Committed(int generation) implements RulesetEvent {}

  /// Something else of the ruleset has changed.
  record OtherChange() implements RulesetEvent {}

  /// The receive buffer was full, or a message made no sense: events are lost, and only reading the
  /// ruleset again tells what it is.
  record Lost() implements RulesetEvent {}
}
