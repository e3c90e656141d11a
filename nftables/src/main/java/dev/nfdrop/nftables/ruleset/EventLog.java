package dev.nfdrop.nftables.ruleset;

import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.Rule;
import dev.nfdrop.nftables.RuleId;
import dev.nfdrop.nftables.RuleText;
import dev.nfdrop.nftables.netlink.RulesetEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Turns events into rules: one that is added and deleted between two readings is known by handle,
/// chain and comment at least. For one thread.
///
/// Events name a rule's table, not its handle, so the tables' handles are followed from event to
/// event, beginning with a ruleset that was read. Transactions which that ruleset already contains
/// are passed over: the names in them may belong to tables that it has no more.
final class EventLog {
  private static final RuleText.Unknown NO_TEXT = new RuleText.Unknown("not read yet");

  private record TableName(Family family, String name) {}

  /// A rule that was added, or that replaced one and has its handle.
  ///
  /// @param generation the ruleset's from then on
  /// @param receivedNanos when the event was taken, in [System#nanoTime()]
  record Added(int generation, long receivedNanos, RuleEntry rule) {}

  private final int capacity;
  private final Map<TableName, Long> tableHandles = new HashMap<>();
  private final List<RulesetEvent> transaction = new ArrayList<>();
  private final ArrayDeque<Added> added = new ArrayDeque<>();

  /// The generation up to which transactions are passed over; empty while there is nothing to begin
  /// with.
  private Optional<Integer> start = Optional.empty();

  /// The generation up to which all events are here; empty as the start is.
  private Optional<Integer> complete = Optional.empty();

  /// A log that keeps so many rules, and not more.
  EventLog(int capacity) {
    this.capacity = capacity;
  }

  /// Whether [#begin] has to be called: at first, and after events were lost.
  boolean needsBeginning() {
    return start.isEmpty();
  }

  /// Begins with a ruleset whose generation is certain.
  void begin(Ruleset ruleset) {
    tableHandles.clear();
    for (var contents : ruleset.tables()) {
      var table = contents.table();
      tableHandles.put(new TableName(table.family(), table.name()), table.handle());
    }
    start = Optional.of(ruleset.generation());
    complete = start;
  }

  /// Whether all events up to a generation have been added.
  boolean isCompleteUpTo(int generation) {
    return complete.filter(up -> up - generation >= 0).isPresent();
  }

  /// @param nowNanos the time, in [System#nanoTime()]
  void add(RulesetEvent event, long nowNanos) {
    switch (event) {
      case RulesetEvent.TableAdded _, RulesetEvent.TableDeleted _, RulesetEvent.RuleAdded _ -> {
        if (transaction.size() < capacity) {
          transaction.add(event);
        } else {
          lose();
        }
      }
      case RulesetEvent.Committed(var generation) -> {
        if (start.filter(begin -> generation - begin > 0).isPresent()) {
          transaction.forEach(change -> apply(generation, nowNanos, change));
          complete = Optional.of(generation);
        }
        transaction.clear();
      }
      case RulesetEvent.ChainAdded _, RulesetEvent.ChainDeleted _, RulesetEvent.OtherChange _ -> {}
      case RulesetEvent.Lost() -> lose();
    }
  }

  /// Takes out the rules that were added up to a generation.
  List<Added> addedUpTo(int generation) {
    var taken = new ArrayList<Added>();
    while (!added.isEmpty() && generation - added.getFirst().generation >= 0) {
      taken.add(added.removeFirst());
    }
    return taken;
  }

  private void lose() {
    transaction.clear();
    start = Optional.empty();
    complete = Optional.empty();
  }

  private void apply(int generation, long nowNanos, RulesetEvent event) {
    switch (event) {
      case RulesetEvent.TableAdded(var table) ->
          tableHandles.put(new TableName(table.family(), table.name()), table.handle());
      case RulesetEvent.TableDeleted(var table) ->
          tableHandles.remove(new TableName(table.family(), table.name()), table.handle());
      case RulesetEvent.RuleAdded(var rule) ->
          Optional.ofNullable(tableHandles.get(new TableName(rule.family(), rule.table())))
              .ifPresent(table -> note(new Added(generation, nowNanos, entry(table, rule))));
      case RulesetEvent.ChainAdded _,
          RulesetEvent.ChainDeleted _,
          RulesetEvent.Committed _,
          RulesetEvent.OtherChange _,
          RulesetEvent.Lost _ -> {}
    }
  }

  private void note(Added rule) {
    added.addLast(rule);
    if (added.size() > capacity) {
      added.removeFirst();
    }
  }

  private static RuleEntry entry(long table, Rule rule) {
    return new RuleEntry(
        new RuleId(table, rule.handle()),
        rule.family(),
        rule.table(),
        rule.chain(),
        NO_TEXT,
        rule.comment());
  }
}
