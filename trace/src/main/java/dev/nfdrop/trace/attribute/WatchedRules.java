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

/// A namespace whose ruleset is followed.
final class WatchedRules implements NamespaceRules {
  /// A rule can be hit before its ruleset has been read again.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final NetworkNamespace namespace;
  private final Optional<String> name;
  private final RulesetWatch watch;
  private ExplainedRuleset explained;
  private Optional<NftablesSocket> socket = Optional.empty();

  /// Whether all changes up to now have been read; only then are the times of changes known.
  private boolean isCurrent;

  private long behindSince = System.nanoTime() - PATIENCE.toNanos();
  private final long heldNanos = System.nanoTime();
  private Optional<Ruleset> told = Optional.empty();

  /// @param namespace owned by this object, as is the watch
  WatchedRules(NetworkNamespace namespace, RulesetWatch watch) {
    this.namespace = namespace;
    this.name = namespace.name();
    this.watch = watch;
    this.explained = new ExplainedRuleset(watch.current(), this::newFinder);
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

  /// Many rulesets that are read differ from the one before only in elements of sets, which are not
  /// listed.
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
    return drop.jumps().isEmpty()
        ? RulePath.UNKNOWN
        : rulesetAt(drop).map(met -> met.path(drop)).orElse(RulePath.UNKNOWN);
  }

  @Override
  public Optional<String> jumpInFront(RawDrop drop) {
    return rulesetAt(drop).flatMap(met -> met.jumpInFront(drop));
  }

  @Override
  public List<MatchedElement> elements(RawDrop drop, RuleEntry rule) {
    return rulesetAt(drop).map(met -> met.elements(drop, rule)).orElse(List.of());
  }

  @Override
  public List<Passed> passed(RawDrop drop, Meeting meeting) {
    if (drop.cause() != Cause.RULE) {
      awaitCurrent();
    }
    return rulesetAt(drop).map(met -> met.passed(meeting)).orElse(List.of());
  }

  /// The ruleset that a packet met, if it certainly has not changed since: not between two looks
  /// either, and not unseen. The kernel's own trace tells a generation instead of the time.
  private Optional<ExplainedRuleset> rulesetAt(RawDrop drop) {
    return isCurrent && drop.generation().isEmpty()
        ? watch.unchangedSince(drop.monotonicNanos()).map(this::explain)
        : Optional.empty();
  }

  private ExplainedRuleset explain(Ruleset ruleset) {
    if (!explained.isOf(ruleset)) {
      explained = new ExplainedRuleset(ruleset, this::newFinder);
    }
    return explained;
  }

  /// Its socket is opened when it is first needed: most rulesets have no sets that drop.
  private ElementFinder newFinder() {
    socket = socket.or(() -> Optional.of(NftablesSocket.open(namespace)));
    return new ElementFinder(new SetQueries(socket.orElseThrow()));
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
