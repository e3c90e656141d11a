package dev.nfdrop.trace.nftrace;

import dev.nfdrop.ebpf.sys.CloseOnFailure;
import dev.nfdrop.ebpf.sys.InterfaceNames;
import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.nftables.Chain;
import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.Hook;
import dev.nfdrop.nftables.RulesetDump;
import dev.nfdrop.nftables.netlink.RulesetEvent;
import dev.nfdrop.nftables.netlink.TraceEvent;
import dev.nfdrop.nftables.netlink.TraceEvents;
import dev.nfdrop.nftables.netlink.TraceMessage;
import dev.nfdrop.nftables.netlink.TraceMessage.Step;
import dev.nfdrop.trace.nftrace.TraceTables.Port;
import dev.nfdrop.trace.record.RawDrop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// A namespace whose packets are traced until this is closed. For one thread.
///
/// When the socket's buffer is full, the kernel sends nothing more until all that is in it was
/// read: there the gap is, which cannot be seen. From the error on, until nothing was left to read,
/// a message counts only by itself, and only while the ruleset is certainly the one that is known.
final class TracedNamespace implements AutoCloseable {
  private final long inode;
  private final Predicate<RawDrop> wanted;
  private final boolean living;
  private final Tally tally;
  private final TraceEvents events;
  private final TraceTables tables;
  private final TracedDrops drops;
  private final FollowedChains chains;
  private final Runs runs = new Runs();
  private final Set<Family> doubtful = EnumSet.noneOf(Family.class);
  private boolean portsChanged;
  private boolean gapAhead;

  private TracedNamespace(
      long inode,
      Predicate<RawDrop> wanted,
      boolean living,
      Tally tally,
      TraceEvents events,
      TraceTables tables,
      InterfaceNames interfaces,
      FollowedChains chains) {
    this.inode = inode;
    this.wanted = wanted;
    this.living = living;
    this.tally = tally;
    this.events = events;
    this.tables = tables;
    this.chains = chains;
    this.drops = new TracedDrops(inode, chains, interfaces);
  }

  /// Subscribes, reads the ruleset, then has packets traced: each message comes after what has to
  /// be known for it.
  ///
  /// @param namespace may be closed afterwards
  /// @param packets which to have traced
  /// @param wanted whether a drop is to be reported and counted
  /// @param living whether to tell of packets that live on as well
  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel refuses
  static TracedNamespace open(
      NetworkNamespace namespace,
      TracedPackets packets,
      Predicate<RawDrop> wanted,
      boolean living,
      Tally tally) {
    try (var opening = new CloseOnFailure()) {
      var events = opening.add(TraceEvents.open(namespace));
      var interfaces = opening.add(InterfaceNames.open(namespace));
      var chains = new FollowedChains();
      var tables = opening.add(TraceTables.open(namespace, packets));
      var ruleset = tables.ruleset();
      chains.begin(ruleset);
      tables.make();
      var traced =
          new TracedNamespace(
              namespace.inode(), wanted, living, tally, events, tables, interfaces, chains);
      traced.tracePorts(ruleset);
      return opening.done(traced);
    }
  }

  long inode() {
    return inode;
  }

  /// What was done to the namespace, and what is not seen there.
  List<String> remarks() {
    var families =
        tables.families().stream().map(Object::toString).collect(Collectors.joining(", "));
    var remarks = new ArrayList<String>();
    remarks.add(
        families.isEmpty()
            ? "network namespace %d only, where nothing has to be traced for this".formatted(inode)
            : "network namespace %d only; its ruleset has tables %s (%s) until this ends"
                .formatted(inode, tables.name(), families));
    tables
        .refusals()
        .forEach((family, why) ->
            remarks.add("drops of family %s may not be seen: %s".formatted(family, why)));
    return remarks;
  }

  /// Takes what comes next.
  ///
  /// @return the drops in it; empty if nothing came in time
  Optional<List<RawDrop>> take(Duration timeout) {
    var taken = events.take(timeout);
    if (taken.isEmpty()) {
      nothingLeft();
      return Optional.empty();
    }
    var found = new ArrayList<RawDrop>();
    for (var event : taken) {
      switch (event) {
        case TraceEvent.Traced(var message) -> step(message).ifPresent(found::add);
        case TraceEvent.Changed(var change) -> change(change);
      }
    }
    return Optional.of(found);
  }

  @Override
  public void close() {
    tables.close();
    events.close();
    drops.close();
  }

  private Optional<RawDrop> step(TraceMessage message) {
    return switch (message.step()) {
      case Step.Continued() -> {
        if (!gapAhead) {
          runs.goesOn(message);
        }
        yield Optional.empty();
      }
      case Step.PassedByRule _, Step.PassedByPolicy _ -> passed(message);
      case Step.DroppedByRule _, Step.DroppedByPolicy _ -> dropped(message);
    };
  }

  /// What nfdrop's own tables let pass is nobody's. What is not certain is left out.
  private Optional<RawDrop> passed(TraceMessage message) {
    var run = runs.end(message);
    if (!living || message.table().equals(tables.name())) {
      return Optional.empty();
    }
    var told =
        run.flatMap(ended -> drops.drop(message, ended)).filter(wanted).filter(_ -> isCertain());
    told.ifPresent(_ -> tally.living());
    return told.map(traced -> traced);
  }

  private Optional<RawDrop> dropped(TraceMessage message) {
    var told = runs.end(message).flatMap(run -> drops.drop(message, run));
    if (told.isPresent() && !wanted.test(told.get())) {
      return Optional.empty();
    }
    var drop = told.filter(_ -> isCertain());
    drop.ifPresentOrElse(traced -> tally.attributed(traced.cause()), tally::unattributed);
    return drop.map(traced -> traced);
  }

  private boolean isCertain() {
    return !gapAhead || tables.generation() == chains.generation();
  }

  private void change(RulesetEvent change) {
    switch (change) {
      case RulesetEvent.Lost() -> {
        tally.overrun();
        runs.forget();
        gapAhead = true;
      }
      case RulesetEvent.Committed _ -> {
        chains.apply(change);
        maintain();
      }
      case RulesetEvent.ChainAdded(var chain) -> {
        portsChanged |= isForeign(chain) && !ports(chain).isEmpty();
        chains.apply(change);
      }
      case RulesetEvent.TableDeleted(var table) -> {
        if (table.name().equals(tables.name())) {
          doubtful.add(table.family());
        }
        chains.apply(change);
      }
      case RulesetEvent.TableAdded _,
          RulesetEvent.ChainDeleted _,
          RulesetEvent.RuleAdded _,
          RulesetEvent.OtherChange _ ->
          chains.apply(change);
    }
  }

  /// Behind the gap. Whether the ruleset has changed in it shows in its generation; if so, what is
  /// read now is held against the generation once more.
  private void nothingLeft() {
    if (gapAhead) {
      if (tables.generation() == chains.generation()) {
        gapAhead = false;
      } else {
        chains.begin(tables.ruleset());
        doubtful.addAll(tables.families());
        portsChanged = true;
      }
      maintain();
    }
  }

  /// Tables without an owner go when somebody flushes the ruleset; chains of new devices come.
  private void maintain() {
    for (var family : doubtful) {
      if (chains.table(family, tables.name()).isEmpty()) {
        tables.restore(family);
      }
    }
    doubtful.clear();
    if (portsChanged) {
      portsChanged = false;
      tracePorts(tables.ruleset());
    }
  }

  /// Has packets traced where devices have chains of their own.
  private void tracePorts(RulesetDump ruleset) {
    var ports =
        ruleset.tables().stream()
            .flatMap(table -> table.chains().stream())
            .map(RulesetDump.ChainContents::chain)
            .filter(this::isForeign)
            .flatMap(chain -> ports(chain).stream())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    if (!ports.isEmpty()) {
      tables.trace(ports);
    }
  }

  private boolean isForeign(Chain chain) {
    return !chain.table().equals(tables.name());
  }

  private static Set<Port> ports(Chain chain) {
    return chain.base().stream()
        .flatMap(base ->
            Hook.of(base.hook()).stream()
                .flatMap(hook -> base.devices().stream().map(device -> new Port(hook, device))))
        .collect(Collectors.toSet());
  }
}
