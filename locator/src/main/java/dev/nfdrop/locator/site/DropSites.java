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
import java.util.stream.Stream;

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
    byRule.forEach((block, reaching) ->
        sites.put(
            block.start(), ruleDrop(block, reaching, byPolicy.getOrDefault(block, List.of()))));
    byPolicy.forEach((block, reaching) ->
        sites.computeIfAbsent(block.start(), _ -> site(block, reaching, Site.Kind.POLICY_DROP)));
    calls(flows.depth())
        .forEach((block, reaching) ->
            sites.computeIfAbsent(block.start(), _ -> site(block, reaching, Site.Kind.JUMP_DEPTH)));
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

  /// The freeing calls in some flows, each with the flows that reach it.
  private Map<Block, List<Solution>> calls(List<Solution> solutions) {
    var calls = new LinkedHashMap<Block, List<Solution>>();
    for (var solution : solutions) {
      for (var block : drops().in(solution)) {
        calls.computeIfAbsent(block, _ -> new ArrayList<>()).add(solution);
      }
    }
    return calls;
  }

  private Site ruleDrop(Block block, List<Solution> reaching, List<Solution> others) {
    var all = Stream.of(reaching, others).flatMap(List::stream).toList();
    var rule = new CommonPlaces(function, block.last(), reaching).holding(Scenario.RULE);
    return site(block, all, Site.Kind.RULE_DROP, !others.isEmpty(), rule);
  }

  private Site site(Block block, List<Solution> reaching, Site.Kind kind) {
    return site(block, reaching, kind, false, List.of());
  }

  private Site site(
      Block block, List<Solution> reaching, Site.Kind kind, boolean shared, List<Location> rule) {
    var call = block.last();
    var found = drops().reason(reaching.getFirst(), block).orElseThrow();
    var common = new CommonPlaces(function, call, reaching);
    var code = common.slot(evaluation.verdict());
    var values =
        new Site.Values(
            rule,
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
        evidence(block, found, kind, shared));
  }

  private List<String> evidence(Block block, Drops.Call call, Site.Kind kind, boolean shared) {
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
    if (kind != Site.Kind.JUMP_DEPTH && calls(flows.depth()).containsKey(block)) {
      evidence.add("reached as well by a jump or goto, with verdict -3 or -4 in memory");
    }
    return List.copyOf(evidence);
  }
}
