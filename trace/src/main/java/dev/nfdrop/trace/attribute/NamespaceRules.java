package dev.nfdrop.trace.attribute;

import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.nftables.RuleId;
import dev.nfdrop.nftables.ruleset.RuleEntry;
import dev.nfdrop.nftables.ruleset.RulesetWatch;
import dev.nfdrop.trace.MatchedElement;
import dev.nfdrop.trace.Passed;
import dev.nfdrop.trace.RulePath;
import dev.nfdrop.trace.attribute.EarlierChains.Meeting;
import dev.nfdrop.trace.record.RawDrop;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// One namespace's name and rules.
sealed interface NamespaceRules extends AutoCloseable permits WatchedRules, UnknownRules {
  /// The name by which `ip netns` knows the namespace, if any.
  Optional<String> name();

  /// Since when the namespace is held open, by `System.nanoTime()`; empty where it is not, so that
  /// its inode may be another's by now.
  OptionalLong heldNanos();

  /// A rule that the kernel named.
  ///
  /// @param atNanos when, by CLOCK_MONOTONIC: a rule that is replaced may keep its handle
  /// @param generation the ruleset's at that time, where it is known
  Found rule(RuleId id, long atNanos, OptionalInt generation);

  /// The ruleset as nft lists it, where that is not what the last call said.
  Optional<String> newListing();

  /// The way of a packet to the rule that dropped it; unknown where the ruleset may have changed
  /// since. To be asked for after the rule.
  RulePath path(RawDrop drop);

  /// The chain that the rule in front of the one that dropped a packet jumps to; empty where that
  /// is not certain. To be asked for after the rule.
  Optional<String> jumpInFront(RawDrop drop);

  /// The elements of sets that a packet matched in the rule that dropped it; none where that is not
  /// certain. To be asked for after the rule.
  List<MatchedElement> elements(RawDrop drop, RuleEntry rule);

  /// The base chains that let a packet pass before; none where that is not certain.
  List<Passed> passed(RawDrop drop, Meeting meeting);

  @Override
  void close();

  /// What came of looking a rule up.
  sealed interface Found {
    record Rule(RuleEntry entry) implements Found {}

    /// It is not known.
    ///
    /// @param reason one short sentence without a full stop
    record Missing(String reason) implements Found {}
  }

  /// Starts to watch a namespace's ruleset.
  ///
  /// @param namespace owned by the result
  /// @param hint is told why rule texts are missing
  static NamespaceRules watch(NetworkNamespace namespace, Consumer<String> hint) {
    return switch (RulesetWatch.open(namespace)) {
      case RulesetWatch.Opening.Watching(var watch) -> {
        watch.textProblem().ifPresent(hint);
        yield new WatchedRules(namespace, watch);
      }
      case RulesetWatch.Opening.Refused(_, var message) -> {
        hint.accept(message);
        var name = namespace.name();
        namespace.close();
        yield new UnknownRules(name, message);
      }
    };
  }

  static NamespaceRules unknown(String reason) {
    return new UnknownRules(Optional.empty(), reason);
  }
}
