package dev.nfdrop.locator.site;

import dev.nfdrop.locator.flow.Block;
import dev.nfdrop.locator.flow.Solution;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Tells apart the calls that free the packet, by the verdicts that lead to them.
record DropSites(Function function, Evaluation evaluation, Flows flows) {

  private Drops drops() {
    return new Drops(function);
  }

  /// Whether the function frees the packet itself when a rule drops it.
  boolean exist() {
    return !drops().in(flows.after(Verdict.DROP)).isEmpty();
  }

  Answer answer() {
    if (!calls(flows.others()).isEmpty()) {
      return new Answer.Refused("a packet that is not dropped seems to be freed");
    }
    var byRule = calls(flows.rule());
    var byPolicy = calls(flows.policy());
    var sites = new TreeMap<Long, Site>();
    byRule.forEach((block, flow) ->
        sites.put(
            block.start(), site(block, flow, Site.Kind.RULE_DROP, byPolicy.containsKey(block))));
    byPolicy.forEach((block, flow) ->
        sites.computeIfAbsent(block.start(), _ -> site(block, flow, Site.Kind.POLICY_DROP, false)));
    calls(flows.depth())
        .forEach((block, flow) ->
            sites.computeIfAbsent(
                block.start(), _ -> site(block, flow, Site.Kind.JUMP_DEPTH, false)));
    return unfit(sites)
        .<Answer>map(site ->
            new Answer.Refused(
                "no place is sure to hold the rule at +0x" + Long.toHexString(site.offset())))
        .orElseGet(() -> function.located(Answer.Shape.DROP_INSIDE, List.copyOf(sites.values())));
  }

  private static Optional<Site> unfit(Map<Long, Site> sites) {
    return sites.values().stream()
        .filter(site -> site.kind() == Site.Kind.RULE_DROP && site.values().rule().isEmpty())
        .findFirst();
  }

  /// The freeing calls in some flows, each with the first flow that reaches it.
  private Map<Block, Solution> calls(List<Solution> solutions) {
    var calls = new LinkedHashMap<Block, Solution>();
    for (var solution : solutions) {
      drops().in(solution).forEach(block -> calls.putIfAbsent(block, solution));
    }
    return calls;
  }

  private Site site(Block block, Solution flow, Site.Kind kind, boolean shared) {
    var call = block.last();
    var found = drops().reason(flow, block).orElseThrow();
    var reaching = new ArrayList<>(List.of(flow));
    if (shared) {
      reaching.addAll(
          flows.policy().stream().filter(other -> drops().in(other).contains(block)).toList());
    }
    var common = new CommonPlaces(function, call, reaching);
    var code = common.slot(evaluation.verdict());
    var values =
        new Site.Values(
            kind == Site.Kind.RULE_DROP
                ? new CommonPlaces(function, call, List.of(flow)).holding(Scenario.RULE)
                : List.of(),
            common.holding(function.packet()),
            common.holding(function.buffer()),
            common.holding(function.baseChain()),
            code,
            code);
    return new Site(
        call.address(),
        function.offset(call.address()),
        kind,
        shared,
        Probing.obstacle(function.graph().code(), call),
        values,
        Optional.of(new Site.DropCall(found.callee(), found.reason(), function.offset(call.end()))),
        evidence(found, kind, shared));
  }

  private static List<String> evidence(Drops.Call call, Site.Kind kind, boolean shared) {
    Set<String> evidence = new LinkedHashSet<>();
    evidence.add("calls " + call.callee() + "(pkt->skb, reason " + call.reason() + ")");
    evidence.add(
        switch (kind) {
          case RULE_DROP -> "reached when an expression leaves verdict 0 (NF_DROP)";
          case POLICY_DROP -> "reached when the rules end without a verdict";
          case JUMP_DEPTH -> "reached by a jump or goto only";
          case VERDICT_TEST -> "passed by every final verdict";
        });
    if (shared) {
      evidence.add("reached as well when the rules end without a verdict");
    }
    return List.copyOf(evidence);
  }
}
