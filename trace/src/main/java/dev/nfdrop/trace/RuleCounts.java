package dev.nfdrop.trace;

import dev.nfdrop.nftables.RuleText;
import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.Drop.HookFunction;
import dev.nfdrop.trace.Drop.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What was counted in the kernel, by who decided.
///
/// @param rules most packets first
/// @param others packets of which it is not known who decided: there was no room for one more key,
///   or for the record of its first packet
public record RuleCounts(List<RuleCount> rules, Amount others) {
  public static final RuleCounts NONE = new RuleCounts(List.of(), Amount.NONE);

  private static final Comparator<RuleCount> MOST_PACKETS_FIRST =
      Comparator.comparingLong((RuleCount count) -> count.amount().packets()).reversed();

  /// What tells one from another to people. A text that was replaced under the same handle is
  /// another rule.
  private record Decider(
      long netns,
      Verdict verdict,
      Cause cause,
      String family,
      String table,
      String chain,
      OptionalLong handle,
      Optional<RuleText> rule,
      Optional<HookFunction> function) {
    static Decider of(RuleCount count) {
      var drop = count.first();
      return new Decider(
          drop.netns().inode(),
          drop.verdict(),
          drop.cause(),
          drop.family(),
          drop.table(),
          drop.chain(),
          drop.handle(),
          drop.rule(),
          drop.hook().function());
    }
  }

  public RuleCounts {
    rules = List.copyOf(rules);
  }

  /// Adds up what the same one decided.
  static RuleCounts of(Collection<RuleCount> counts, Amount others) {
    var byDecider = new HashMap<Decider, RuleCount>();
    for (var count : counts) {
      byDecider.merge(
          Decider.of(count), count, (one, more) -> one.with(one.amount().plus(more.amount())));
    }
    return new RuleCounts(byDecider.values().stream().sorted(MOST_PACKETS_FIRST).toList(), others);
  }

  /// Both together.
  public RuleCounts plus(RuleCounts more) {
    var all = new ArrayList<>(rules);
    all.addAll(more.rules);
    return of(all, others.plus(more.others));
  }

  /// What was counted since an earlier look; those of whom nothing was are left out.
  public RuleCounts minus(RuleCounts earlier) {
    var before = new HashMap<Decider, Amount>();
    earlier.rules.forEach(count -> before.put(Decider.of(count), count.amount()));
    var fresh = new ArrayList<RuleCount>();
    for (var count : rules) {
      var amount = count.amount().minus(before.getOrDefault(Decider.of(count), Amount.NONE));
      if (amount.packets() > 0) {
        fresh.add(count.with(amount));
      }
    }
    return of(fresh, others.minus(earlier.others));
  }

  /// All packets together.
  public long packets() {
    return rules.stream().mapToLong(count -> count.amount().packets()).sum() + others.packets();
  }
}
