package dev.nfdrop.trace.nftrace;

import dev.nfdrop.ebpf.sys.Errno;
import dev.nfdrop.ebpf.sys.KernelException;
import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.nftables.Chain;
import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.Hook;
import dev.nfdrop.nftables.RulesetDump;
import dev.nfdrop.nftables.build.ChainSpec;
import dev.nfdrop.nftables.build.Expression;
import dev.nfdrop.nftables.build.RuleSpec;
import dev.nfdrop.nftables.build.TableSpec;
import dev.nfdrop.nftables.build.Verdict;
import dev.nfdrop.nftables.netlink.Batch;
import dev.nfdrop.nftables.netlink.NftablesSocket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The tables that have the kernel trace packets of one namespace, one for each family that has
/// hooks of its own, in the ruleset until this is closed.
///
/// A packet keeps its mark (`skb->nf_trace`) from hook to hook, so that it is set only where
/// packets come from: another hook would cost another message for each packet.
final class TraceTables implements AutoCloseable {
  /// Before every other chain: `NF_IP_PRI_FIRST`, include/uapi/linux/netfilter_ipv4.h.
  private static final int FIRST = Integer.MIN_VALUE;

  private static final List<List<Expression>> EVERY = List.of(List.of());

  /// A device whose packets pass chains of their own.
  record Port(Hook hook, String device) {}

  private final NftablesSocket socket;
  private final TracedPackets packets;
  private final Maker maker = Maker.self();
  private final Set<Family> families = new LinkedHashSet<>();
  private final Map<Family, String> refusals = new LinkedHashMap<>();
  private Set<Port> ports = Set.of();
  private boolean ownable = true;

  private TraceTables(NftablesSocket socket, TracedPackets packets) {
    this.socket = socket;
    this.packets = packets;
  }

  /// None yet.
  ///
  /// @throws KernelException if the kernel refuses
  static TraceTables open(NetworkNamespace namespace, TracedPackets packets) {
    return new TraceTables(NftablesSocket.open(namespace), packets);
  }

  /// Makes those that need no device.
  ///
  /// @throws KernelException if the kernel refuses the one for IP
  void make() {
    var inet = chains(Family.INET);
    if (!inet.isEmpty()) {
      make(Family.INET, inet);
    }
    for (var family : List.of(Family.ARP, Family.BRIDGE)) {
      var chains = chains(family);
      if (!chains.isEmpty()) {
        makeIfPossible(family, chains);
      }
    }
  }

  /// The name of each.
  String name() {
    return maker.table();
  }

  /// The families in which packets are traced.
  Set<Family> families() {
    return Collections.unmodifiableSet(families);
  }

  /// Why packets of a family are not traced.
  Map<Family, String> refusals() {
    return refusals;
  }

  /// Makes a table again that somebody has deleted.
  void restore(Family family) {
    makeIfPossible(family, family == Family.NETDEV ? chains(ports) : chains(family));
  }

  /// Traces at these devices as well, as far as packets there are wanted, and at no others.
  void trace(Set<Port> present) {
    ports = present.stream().filter(packets::isWanted).collect(Collectors.toSet());
    if (!ports.isEmpty()) {
      makeIfPossible(Family.NETDEV, chains(ports));
    }
  }

  /// The ruleset as it is, for whoever follows it.
  RulesetDump ruleset() {
    return socket.ruleset();
  }

  /// The ruleset's generation at the moment.
  int generation() {
    return socket.generation();
  }

  @Override
  public void close() {
    for (var family : families) {
      var batch = new Batch();
      TableSpec.addRemoval(batch, family, name());
      try {
        socket.commit(batch);
      } catch (KernelException e) {
        // somebody has deleted it
      }
    }
    socket.close();
  }

  private void makeIfPossible(Family family, List<ChainSpec> chains) {
    try {
      make(family, chains);
      refusals.remove(family);
    } catch (KernelException e) {
      refusals.put(family, String.valueOf(e.getMessage()));
    }
  }

  private void make(Family family, List<ChainSpec> chains) {
    try {
      commit(family, chains);
    } catch (KernelException e) {
      var first = families.isEmpty();
      if (!first || !e.errno().equals(Errno.EINVAL)) {
        throw e;
      }
      ownable = false; // before 5.12
      commit(family, chains);
    }
    families.add(family);
  }

  private void commit(Family family, List<ChainSpec> chains) {
    var batch = new Batch();
    var comment =
        "made by nfdrop --engine nftrace, process %d: traces packets, and goes with it"
            .formatted(maker.pid());
    new TableSpec(family, name(), List.of(), chains, ownable, Optional.of(comment))
        .addInPlaceTo(batch);
    socket.commit(batch);
  }

  private List<ChainSpec> chains(Family family) {
    return packets.sources(family).stream()
        .map(hook -> chain(hook.label(), hook, Optional.empty(), packets.matches(family, hook)))
        .toList();
  }

  private static List<ChainSpec> chains(Set<Port> ports) {
    var chains = new ArrayList<ChainSpec>();
    for (var port : ports) {
      var name = "%s-%d".formatted(port.hook().label(), chains.size() + 1);
      chains.add(chain(name, port.hook(), Optional.of(port.device()), EVERY));
    }
    return chains;
  }

  /// Its accept ends this chain only, and saves the message of the policy.
  private static ChainSpec chain(
      String name, Hook hook, Optional<String> device, List<List<Expression>> matches) {
    var at = new ChainSpec.Attachment(hook, FIRST, Chain.Policy.ACCEPT, device);
    var rules = matches.stream().map(TraceTables::rule).toList();
    return new ChainSpec(name, Optional.of(at), rules);
  }

  private static RuleSpec rule(List<Expression> match) {
    var steps = Stream.concat(match.stream(), Expression.trace().stream()).toList();
    return RuleSpec.of(steps, Verdict.Final.ACCEPT);
  }
}
