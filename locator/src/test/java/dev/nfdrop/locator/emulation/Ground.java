package dev.nfdrop.locator.emulation;

import dev.nfdrop.locator.emulation.RuleSet.Policy;
import dev.nfdrop.locator.emulation.RuleSet.RuleDrop;
import dev.nfdrop.locator.emulation.RuleSet.RuleVerdict;
import dev.nfdrop.locator.emulation.RuleSet.TooDeep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A rule set and a packet in memory: what the kernel's pointers really point to
/// (include/net/netfilter/nf_tables.h).
///
/// @param packet `struct nft_pktinfo *`
/// @param buffer `struct sk_buff *`
/// @param baseChain `struct nft_chain *` inside its `struct nft_base_chain`
/// @param chains the address of each chain
/// @param rules of each chain the address of each rule
/// @param behind of each chain what the kernel remembers of each rule where it jumps
/// @param expressions where the expressions lie
record Ground(
    long packet,
    long buffer,
    long baseChain,
    List<Long> chains,
    List<List<Long>> rules,
    List<List<Long>> behind,
    Map<Long, PlacedExpression> expressions) {

  /// An expression in memory.
  ///
  /// @param rule the address of its rule
  record PlacedExpression(long rule, RuleSet.Expression expression) {}

  private static final int NET_BYTES = 1 << 16;
  private static final int STATE_BYTES = 256;
  private static final int BUFFER_BYTES = 512;
  private static final int PACKET_BYTES = 128;

  /// `struct nft_base_chain` up to and including its chain.
  private static final int CHAIN_BYTES = 512;

  /// Of the chain in that, somewhere.
  private static final int CHAIN = 256;

  /// `struct nft_base_chain` `policy`, from its chain.
  private static final int POLICY = -16;

  private static final long EACH_BYTE = 0x0101_0101_0101_0101L;

  /// Writes a rule set.
  ///
  /// @param eval the code that evaluates every expression
  /// @param generation 0 or 1: which of its two sets of rules a chain uses. The other drops all.
  static Ground of(Heap heap, RuleSet set, RuleFormat format, long eval, int generation) {
    // Wherever pkt->state, state->net and net->nft.gencursor are: only the packet's buffer has a
    // place that is known, the first.
    long net = heap.filled(NET_BYTES, generation * EACH_BYTE);
    long state = heap.filled(STATE_BYTES, net);
    long packet = heap.filled(PACKET_BYTES, state);
    long buffer = heap.allocate(BUFFER_BYTES);
    heap.putLong(packet, buffer);
    var chains = set.chains().stream().map(_ -> heap.allocate(CHAIN_BYTES) + CHAIN).toList();
    long operations = ExpressionWriter.operations(heap, eval);
    var expressions = new HashMap<Long, PlacedExpression>();
    var writer = new ExpressionWriter(operations, chains, expressions);
    var rules = new ArrayList<List<Long>>();
    var behind = new ArrayList<List<Long>>();
    for (int i = 0; i < chains.size(); i++) {
      var other = format.write(heap, List.of(RuleSet.rule(RuleSet.DROP)), writer);
      var written = format.write(heap, set.chains().get(i).rules(), writer);
      heap.putLong(chains.get(i) + (long) generation * Long.BYTES, written.start());
      heap.putLong(chains.get(i) + (1L - generation) * Long.BYTES, other.start());
      rules.add(written.rules());
      behind.add(written.behind());
    }
    long base = chains.getFirst();
    heap.putByte(base + POLICY, set.policyDrops() ? RuleSet.DROP : RuleSet.ACCEPT);
    return new Ground(
        packet,
        buffer,
        base,
        List.copyOf(chains),
        List.copyOf(rules),
        List.copyOf(behind),
        Map.copyOf(expressions));
  }

  /// The address of the rule that decides, if one does.
  ///
  /// @param set the one that was written
  Optional<Long> decider(RuleSet set) {
    return switch (set.outcome()) {
      case RuleDrop(var chain, var rule, _) -> Optional.of(rules.get(chain).get(rule));
      case RuleVerdict(var chain, var rule, _) -> Optional.of(rules.get(chain).get(rule));
      case Policy _, TooDeep _ -> Optional.empty();
    };
  }

  /// The jumps to return from when a rule decides, as the kernel remembers them.
  ///
  /// @param set the one that was written
  List<Jump> jumps(RuleSet set) {
    return set.jumps().stream()
        .map(at -> new Jump(chains.get(at.chain()), behind.get(at.chain()).get(at.rule())))
        .toList();
  }

  /// An entry of the jump stack.
  record Jump(long chain, long behind) {}
}
