package dev.nfdrop.trace.attribute;

import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.Hook;
import dev.nfdrop.nftables.RuleId;
import dev.nfdrop.nftables.RuleText;
import dev.nfdrop.trace.Drop;
import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.Drop.HookFunction;
import dev.nfdrop.trace.Drop.Interface;
import dev.nfdrop.trace.Drop.LocalProcess;
import dev.nfdrop.trace.Drop.Meta;
import dev.nfdrop.trace.Drop.Namespace;
import dev.nfdrop.trace.Drop.Occupant;
import dev.nfdrop.trace.Drop.Sender;
import dev.nfdrop.trace.DropListener;
import dev.nfdrop.trace.ListedRuleset;
import dev.nfdrop.trace.attribute.NamespaceRules.Found;
import dev.nfdrop.trace.netns.Occupants;
import dev.nfdrop.trace.packet.CapturedPacket;
import dev.nfdrop.trace.packet.PacketDecoder;
import dev.nfdrop.trace.record.Clock;
import dev.nfdrop.trace.record.RawDrop;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// Turns raw records into drops: the names in the record, the rule's text from the ruleset of that
/// namespace, the packet decoded.
public final class Attribution implements AutoCloseable {
  private final Rulesets rulesets;
  private final HookFunctions functions = new HookFunctions();
  private final Reasons reasons = new Reasons();
  private final Occupants occupants = new Occupants();
  private final Cgroups cgroups = new Cgroups();
  private final Clock clock = new Clock();

  /// @param hint is told why rule texts are missing
  public Attribution(Consumer<String> hint) {
    rulesets = new Rulesets(hint);
  }

  /// Reads the ruleset of a namespace now instead of at its first drop.
  ///
  /// @param namespace owned by this object from now on
  public void prepare(NetworkNamespace namespace) {
    rulesets.add(namespace);
  }

  /// Passes on the drop that a record tells of, and before it the ruleset if that is news.
  public void pass(RawDrop raw, DropListener listener) {
    var rules = rulesets.of(raw.netnsInode());
    var packet = raw.packet();
    var drop = drop(raw, rules, packet);
    var listing = rules.newListing();
    if (listing.isPresent()) {
      listener.ruleset(new ListedRuleset(drop.netns(), listing.get()));
    }
    listener.drop(drop, packet);
  }

  private Drop drop(RawDrop raw, NamespaceRules netns, CapturedPacket packet) {
    var family = Family.of(raw.family());
    var found = raw.cause() == Cause.RULE ? Optional.of(rule(netns, raw)) : Optional.<Found>empty();
    var chain = chain(raw, found);
    return new Drop(
        clock.instant(raw.monotonicNanos()),
        raw.verdict().lives() ? raw.verdict() : dropVerdict(found),
        raw.cause(),
        isUnknown(raw) ? "" : family.map(Family::label).orElseGet(() -> "family " + raw.family()),
        raw.tableName(),
        chain,
        found.isPresent() ? OptionalLong.of(raw.ruleHandle()) : OptionalLong.empty(),
        found.map(Attribution::text),
        found.flatMap(Attribution::comment),
        isUnknown(raw) ? Drop.Hook.unknown(function(raw)) : hook(raw, family, function(raw)),
        reasons.of(raw, netns, family, chain, found, packet.protocol()),
        device(raw.inIndex(), raw.inName()),
        device(raw.outIndex(), raw.outName()),
        namespace(raw.netnsInode(), netns),
        raw.mark(),
        new Meta(raw.packetPriority(), raw.packetType(), raw.sender().map(this::sender)),
        raw.hasNoConnection() ? ConntrackRule.invalid(found) : raw.conntrack(),
        raw.length(),
        PacketDecoder.decode(packet));
  }

  /// What is known by now of a namespace; empty where it is not certain to be the one that had the
  /// inode at that time.
  ///
  /// @param thenNanos by `System.nanoTime()`
  public Optional<Namespace> namespace(long inode, long thenNanos) {
    return rulesets
        .held(inode)
        .filter(rules -> isSince(rules.heldNanos(), thenNanos))
        .map(rules -> namespace(inode, rules));
  }

  private static boolean isSince(OptionalLong heldNanos, long thenNanos) {
    return heldNanos.isPresent() && heldNanos.getAsLong() - thenNanos <= 0;
  }

  private Namespace namespace(long inode, NamespaceRules netns) {
    var held = netns.heldNanos();
    return new Namespace(
        inode,
        netns.name(),
        held.isPresent() ? occupants.of(inode, held.getAsLong()) : Occupant.NONE);
  }

  private Sender sender(RawDrop.Sender raw) {
    return new Sender(raw.user(), raw.process().map(this::process));
  }

  private LocalProcess process(RawDrop.SendingProcess raw) {
    return new LocalProcess(raw.pid(), raw.name(), cgroups.path(raw.cgroup(), raw.pid()));
  }

  /// Keeps no namespace alive that was deleted. To be called often; it looks from time to time.
  public void releaseDeleted() {
    rulesets.releaseDeleted();
  }

  private static Found rule(NamespaceRules netns, RawDrop raw) {
    return netns.rule(
        new RuleId(raw.tableHandle(), raw.ruleHandle()), raw.monotonicNanos(), raw.generation());
  }

  /// The kernel's word first. Where it does not say, a handle is unique in its table, so that the
  /// ruleset knows; and where that does not, the chain is not known.
  private static String chain(RawDrop raw, Optional<Found> found) {
    if (raw.cause() != Cause.RULE) {
      return raw.baseChainName();
    }
    if (raw.chainHandle() != 0) {
      return raw.chainName();
    }
    return found.orElseThrow() instanceof Found.Rule(var entry) ? entry.chain() : "?";
  }

  private static RuleText text(Found found) {
    return switch (found) {
      case Found.Rule(var entry) -> entry.text();
      case Found.Missing(var reason) -> new RuleText.Unknown(reason);
    };
  }

  /// nf_tables itself has one verdict that drops a packet: a reject is answered before that.
  private static Drop.Verdict dropVerdict(Optional<Found> found) {
    return found.isPresent()
            && found.get() instanceof Found.Rule(var entry)
            && RejectRule.is(entry.text(), entry.comment())
        ? Drop.Verdict.REJECT
        : Drop.Verdict.DROP;
  }

  /// Whether not even the hook is known.
  private static boolean isUnknown(RawDrop raw) {
    return raw.freed().filter(freed -> freed.function() == 0).isPresent();
  }

  private Optional<HookFunction> function(RawDrop raw) {
    return raw.freed().flatMap(functions::of);
  }

  private static Optional<String> comment(Found found) {
    return switch (found) {
      case Found.Rule(var entry) -> entry.comment();
      case Found.Missing _ -> Optional.empty();
    };
  }

  private static Drop.Hook hook(
      RawDrop raw, Optional<Family> family, Optional<HookFunction> function) {
    var name = family.flatMap(known -> known.hook(raw.hook())).map(Hook::label);
    return new Drop.Hook(
        name.orElseGet(() -> "hook " + raw.hook()), raw.priority(), raw.baseChainName(), function);
  }

  private static Optional<Interface> device(int index, String name) {
    return index == 0 || name.isEmpty()
        ? Optional.empty()
        : Optional.of(new Interface(index, name));
  }

  @Override
  public void close() {
    rulesets.close();
  }
}
