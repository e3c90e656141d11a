package dev.nfdrop.trace.nftrace;

import dev.nfdrop.ebpf.sys.InterfaceNames;
import dev.nfdrop.nftables.Chain;
import dev.nfdrop.nftables.Hook;
import dev.nfdrop.nftables.netlink.TraceMessage;
import dev.nfdrop.nftables.netlink.TraceMessage.Device;
import dev.nfdrop.nftables.netlink.TraceMessage.Step;
import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.Drop.Verdict;
import dev.nfdrop.trace.record.VerdictCode;
import java.util.Optional;
import java.util.OptionalInt;

/// Makes drops of messages: adds what the ruleset knows of the names in them.
final class TracedDrops implements AutoCloseable {
  private final long netnsInode;
  private final FollowedChains chains;
  private final InterfaceNames interfaces;

  /// @param interfaces owned by this object
  TracedDrops(long netnsInode, FollowedChains chains, InterfaceNames interfaces) {
    this.netnsInode = netnsInode;
    this.chains = chains;
    this.interfaces = interfaces;
  }

  /// The base chain that a packet entered by.
  private record Entry(Chain chain, Chain.Base base, Hook hook) {}

  /// The drop that a message tells of; empty where the ruleset does not have what it names.
  ///
  /// @param run the run that it ends
  Optional<TracedDrop> drop(TraceMessage message, Runs.Run run) {
    var table = chains.table(message.family(), message.table());
    var chain = chains.chain(message.family(), message.table(), message.chain());
    var entry = entry(run);
    if (table.isEmpty() || chain.isEmpty() || entry.isEmpty()) {
      return Optional.empty();
    }
    return decision(message.step(), chain.equals(entry.map(Entry::chain)))
        .map(decided -> drop(message, run, decided, table.getAsLong(), chain.get(), entry.get()));
  }

  /// @param handle the rule's; 0 where none decided
  private record Decision(Verdict verdict, Cause cause, long handle) {}

  /// @param inBaseChain whether the step was made in the chain that the packet entered by
  private static Optional<Decision> decision(Step step, boolean inBaseChain) {
    return switch (step) {
      case Step.DroppedByRule(var handle) ->
          Optional.of(new Decision(Verdict.DROP, Cause.RULE, handle));
      case Step.DroppedByPolicy() when inBaseChain ->
          Optional.of(new Decision(Verdict.DROP, Cause.POLICY, 0));
      case Step.PassedByRule(var handle, var code) ->
          VerdictCode.living(code).map(verdict -> new Decision(verdict, Cause.RULE, handle));
      case Step.PassedByPolicy() when inBaseChain ->
          Optional.of(new Decision(Verdict.ACCEPT, Cause.POLICY, 0));
      case Step.DroppedByPolicy _, Step.PassedByPolicy _, Step.Continued _ -> Optional.empty();
    };
  }

  /// The first step of a run is made in its base chain. One that begins elsewhere has been traced
  /// by somebody else's rule only from there on, and where it came in is not known.
  private Optional<Entry> entry(Runs.Run run) {
    var first = run.first();
    return chains
        .chain(first.family(), first.table(), first.chain())
        .flatMap(chain ->
            chain
                .base()
                .flatMap(base -> Hook.of(base.hook()).map(hook -> new Entry(chain, base, hook))));
  }

  private TracedDrop drop(
      TraceMessage message, Runs.Run run, Decision decision, long table, Chain chain, Entry entry) {
    var packet = run.packet();
    var headers = new Headers(packet);
    var length = headers.length(message.family(), entry.hook());
    return new TracedDrop(
        System.nanoTime(),
        OptionalInt.of(chains.generation()),
        decision.verdict,
        decision.cause,
        decision.handle,
        table,
        message.table(),
        chain.handle(),
        chain.name(),
        entry.chain().handle(),
        entry.chain().name(),
        message.family().number(),
        message.family().number(entry.hook()),
        entry.base().priority(),
        netnsInode,
        length,
        message.mark(),
        packet.in().map(Device::index).orElse(0),
        packet.out().map(Device::index).orElse(0),
        name(packet.in()),
        name(packet.out()),
        headers.captured(length));
  }

  private String name(Optional<Device> device) {
    return device.flatMap(known -> interfaces.name(known.index())).orElse("");
  }

  @Override
  public void close() {
    interfaces.close();
  }
}
