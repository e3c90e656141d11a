package dev.nfdrop.nftables.ruleset;

import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.RuleId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// What rules were before they were replaced or deleted: the latest ones, so many and not more.
///
/// Safe for use by several threads.
final class History {
  /// Versions that are kept of one rule.
  private static final int MAX_VERSIONS = 16;

  private record Named(Family family, String table, long rule) {}

  private record Version(RuleEntry entry, End end) {}

  /// When a version of a rule was over.
  ///
  /// @param nanos when that was seen, in [System#nanoTime()]
  /// @param generation a generation of the ruleset that did not have it any more, the first one if
  ///   that is known
  record End(long nanos, int generation) {}

  private final int capacity;

  /// Versions of a rule, the oldest first; rules in the order of their last change.
  private final LinkedHashMap<RuleId, List<Version>> rules = new LinkedHashMap<>();

  private final Map<Named, RuleId> byName = new HashMap<>();

  /// A history of so many rules.
  History(int capacity) {
    this.capacity = capacity;
  }

  /// Notes that a rule is no more, or not as it was.
  synchronized void note(RuleEntry entry, End end) {
    var versions = Optional.ofNullable(rules.remove(entry.id())).orElseGet(ArrayList::new);
    versions.add(new Version(entry, end));
    if (versions.size() > MAX_VERSIONS) {
      versions.removeFirst();
    }
    rules.put(entry.id(), versions);
    byName.put(named(entry), entry.id());
    while (rules.size() > capacity) {
      var eldest = rules.pollFirstEntry();
      byName.remove(named(eldest.getValue().getLast().entry), eldest.getKey());
    }
  }

  /// Notes a rule that was deleted, if nothing is known of it.
  synchronized void noteIfNew(RuleEntry entry, End end) {
    if (!rules.containsKey(entry.id())) {
      note(entry, end);
    }
  }

  /// The latest version of a rule.
  synchronized Optional<RuleEntry> rule(RuleId id) {
    return versions(id).map(versions -> versions.getLast().entry);
  }

  /// The version of a rule that was not over yet at a time.
  synchronized Optional<RuleEntry> rule(RuleId id, long atNanos) {
    return first(id, end -> end.nanos - atNanos > 0);
  }

  /// The version of a rule that a generation had.
  synchronized Optional<RuleEntry> ruleIn(int generation, RuleId id) {
    return first(id, end -> end.generation - generation > 0);
  }

  private Optional<RuleEntry> first(RuleId id, Predicate<End> later) {
    return versions(id).stream()
        .flatMap(List::stream)
        .filter(version -> later.test(version.end))
        .map(Version::entry)
        .findFirst();
  }

  /// The latest rule with a handle in a table of that name.
  synchronized Optional<RuleEntry> rule(Family family, String table, long handle) {
    return Optional.ofNullable(byName.get(new Named(family, table, handle))).flatMap(this::rule);
  }

  private Optional<List<Version>> versions(RuleId id) {
    return Optional.ofNullable(rules.get(id));
  }

  private static Named named(RuleEntry entry) {
    return new Named(entry.family(), entry.table(), entry.handle());
  }
}
