package dev.nfdrop.trace.attribute;

import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.nftables.RuleId;
import dev.nfdrop.nftables.netlink.NftablesSocket;
import dev.nfdrop.nftables.netlink.SetQueries;
import dev.nfdrop.nftables.ruleset.Lookup;
import dev.nfdrop.nftables.ruleset.RuleEntry;
import dev.nfdrop.nftables.ruleset.Ruleset;
import dev.nfdrop.nftables.ruleset.RulesetWatch;
import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.MatchedElement;
import dev.nfdrop.trace.Passed;
import dev.nfdrop.trace.RulePath;
import dev.nfdrop.trace.attribute.EarlierChains.Meeting;
import dev.nfdrop.trace.element.ElementFinder;
import dev.nfdrop.trace.record.RawDrop;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// One namespace's name and rules.
sealed interface NamespaceRules extends AutoCloseable {
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
        yield new Watched(namespace, watch);
      }
      case RulesetWatch.Opening.Refused(_, var message) -> {
        hint.accept(message);
        var name = namespace.name();
        namespace.close();
        yield new Unknown(name, message);
      }
    };
  }

  static NamespaceRules unknown(String reason) {
    return new Unknown(Optional.empty(), reason);
  }

  /// A namespace whose ruleset is followed.
  final class Watched implements NamespaceRules {
    /// A rule can be hit before its ruleset has been read again.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final NetworkNamespace namespace;
    private final Optional<String> name;
    private final RulesetWatch watch;
    private Ruleset explained;
    private Paths paths;
    private EarlierChains earlier;
    private Optional<NftablesSocket> socket = Optional.empty();
    private Optional<ElementFinder> elements = Optional.empty();

    /// Whether all changes up to now have been read; only then are the times of changes known.
    private boolean isCurrent;

    private long behindSince = System.nanoTime() - PATIENCE.toNanos();
    private final long heldNanos = System.nanoTime();
    private Optional<Ruleset> told = Optional.empty();

    Watched(NetworkNamespace namespace, RulesetWatch watch) {
      this.namespace = namespace;
      this.name = namespace.name();
      this.watch = watch;
      this.explained = watch.current();
      this.paths = Paths.of(explained);
      this.earlier = new EarlierChains(explained.tables());
    }

    @Override
    public Optional<String> name() {
      return name;
    }

    @Override
    public OptionalLong heldNanos() {
      return OptionalLong.of(heldNanos);
    }

    @Override
    public Found rule(RuleId id, long atNanos, OptionalInt generation) {
      awaitCurrent();
      var lookup =
          generation.isPresent()
              ? watch.lookupIn(generation.getAsInt(), id)
              : watch.lookup(id, atNanos);
      if (lookup instanceof Lookup.Known(var entry, _)) {
        return new Found.Rule(entry);
      }
      return new Found.Missing("the rule was not in the ruleset when that was read");
    }

    /// Many rulesets that are read differ from the one before only in elements of sets, which are
    /// not listed.
    @Override
    public Optional<String> newListing() {
      var current = watch.current();
      if (told.isPresent() && told.get() == current) {
        return Optional.empty();
      }
      var before = told.flatMap(Ruleset::listing);
      told = Optional.of(current);
      return current.listing().equals(before) ? Optional.empty() : current.listing();
    }

    @Override
    public RulePath path(RawDrop drop) {
      if (drop.jumps().isEmpty()) {
        return RulePath.UNKNOWN;
      }
      return rulesetAt(drop)
          .map(ruleset -> {
            explain(ruleset);
            return paths.of(drop);
          })
          .orElse(RulePath.UNKNOWN);
    }

    @Override
    public Optional<String> jumpInFront(RawDrop drop) {
      return rulesetAt(drop)
          .flatMap(ruleset -> {
            explain(ruleset);
            return paths.jumpInFront(new RuleId(drop.tableHandle(), drop.ruleHandle()));
          });
    }

    @Override
    public List<MatchedElement> elements(RawDrop drop, RuleEntry rule) {
      return rulesetAt(drop)
          .map(ruleset -> {
            explain(ruleset);
            return finder().find(drop, rule);
          })
          .orElse(List.of());
    }

    /// Opened when it is first needed: most rulesets have no sets that drop.
    private ElementFinder finder() {
      if (elements.isEmpty()) {
        socket = socket.or(() -> Optional.of(NftablesSocket.open(namespace)));
        elements = socket.map(SetQueries::new).map(ElementFinder::new);
      }
      return elements.orElseThrow();
    }

    @Override
    public List<Passed> passed(RawDrop drop, Meeting meeting) {
      if (drop.cause() != Cause.RULE) {
        awaitCurrent();
      }
      return rulesetAt(drop)
          .map(ruleset -> {
            explain(ruleset);
            return earlier.before(meeting);
          })
          .orElse(List.of());
    }

    /// The ruleset that a packet met, if it certainly has not changed since: not between two looks
    /// either, and not unseen. The kernel's own trace tells a generation instead of the time.
    private Optional<Ruleset> rulesetAt(RawDrop drop) {
      return isCurrent && drop.generation().isEmpty()
          ? watch.unchangedSince(drop.monotonicNanos())
          : Optional.empty();
    }

    private void explain(Ruleset ruleset) {
      if (explained != ruleset) {
        explained = ruleset;
        paths = Paths.of(ruleset);
        earlier = new EarlierChains(ruleset.tables());
        elements = Optional.empty();
      }
    }

    /// A rule can be hit before its ruleset has been read again. Costs next to nothing when nothing
    /// has changed, and a namespace whose ruleset changes all the time is waited for only once.
    private void awaitCurrent() {
      isCurrent = false;
      var now = System.nanoTime();
      if (now - behindSince < PATIENCE.toNanos()) {
        return;
      }
      try {
        isCurrent = watch.awaitCurrent(PATIENCE);
        if (!isCurrent) {
          behindSince = System.nanoTime();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      try (namespace) {
        watch.close();
        socket.ifPresent(NftablesSocket::close);
      }
    }
  }

  /// A namespace whose ruleset cannot be read.
  record Unknown(Optional<String> name, String reason) implements NamespaceRules {
    @Override
    public OptionalLong heldNanos() {
      return OptionalLong.empty();
    }

    @Override
    public Found rule(RuleId id, long atNanos, OptionalInt generation) {
      return new Found.Missing(reason);
    }

    @Override
    public Optional<String> newListing() {
      return Optional.empty();
    }

    @Override
    public RulePath path(RawDrop drop) {
      return RulePath.UNKNOWN;
    }

    @Override
    public Optional<String> jumpInFront(RawDrop drop) {
      return Optional.empty();
    }

    @Override
    public List<MatchedElement> elements(RawDrop drop, RuleEntry rule) {
      return List.of();
    }

    @Override
    public List<Passed> passed(RawDrop drop, Meeting meeting) {
      return List.of();
    }

    @Override
    public void close() {}
  }
}
