package dev.nfdrop.locator.site;

import dev.nfdrop.locator.flow.Block;
import dev.nfdrop.locator.flow.Solution;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
    var sites = new ArrayList<Site>();
    for (var block : freeing()) {
      if (!reaching(flows.others(), block).isEmpty()) {
        return new Answer.Refused("a packet that is not dropped seems to be freed");
      }
      var site = site(block);
      var missing = missing(site);
      if (missing.isPresent()) {
        return new Answer.Refused(
            "no place is sure to hold the %s at +0x%x".formatted(missing.get(), site.offset()));
      }
      sites.add(site);
    }
    var starts = freeing().stream().map(Block::start).collect(Collectors.toSet());
    return flows.rule().stream().allMatch(flow -> flow.leavesOnlyThrough(starts))
        ? function.located(Answer.Shape.DROP_INSIDE, sites)
        : new Answer.Refused("a drop verdict does not always free the packet");
  }

  /// What a site has to tell and does not.
  private static Optional<String> missing(Site site) {
    if (site.kind() == Site.Kind.RULE_DROP && site.values().rule().isEmpty()) {
      return Optional.of("rule");
    }
    return site.shared() && site.values().verdict().isEmpty()
        ? Optional.of("verdict")
        : Optional.empty();
  }

  /// The freeing calls, by address.
  private List<Block> freeing() {
    return flows.all().stream()
        .flatMap(flow -> drops().in(flow).stream())
        .distinct()
        .sorted(Comparator.comparingLong(Block::start))
        .toList();
  }

  /// The flows that come to a block, whether or not it frees the packet in them for certain.
  private static List<Solution> reaching(List<Solution> solutions, Block block) {
    return solutions.stream().filter(flow -> flow.reaches(block)).toList();
  }

  private Site site(Block block) {
    var byRule = reaching(flows.rule(), block);
    var byPolicy = reaching(flows.policy(), block);
    var byDepth = reaching(flows.depth(), block);
    var others = Stream.of(byPolicy, byDepth).flatMap(List::stream).toList();
    if (byRule.isEmpty()) {
      var kind = byPolicy.isEmpty() ? Site.Kind.JUMP_DEPTH : Site.Kind.POLICY_DROP;
      return site(block, others, kind, false, List.of(), Optional.empty());
    }
    var all = Stream.of(byRule, others).flatMap(List::stream).toList();
    var places = new CommonPlaces(function, block.last(), byRule);
    return site(
        block,
        all,
        Site.Kind.RULE_DROP,
        !others.isEmpty(),
        places.holding(Scenario.RULE),
        flows.jumpStack().flatMap(places::jumpStack));
  }

  private Site site(
      Block block,
      List<Solution> reaching,
      Site.Kind kind,
      boolean shared,
      List<Location> rule,
      Optional<JumpStack> jumps) {
    var call = block.last();
    var found =
        reaching.stream()
            .flatMap(flow -> drops().reason(flow, block).stream())
            .findFirst()
            .orElseThrow();
    var everyWay = Stream.concat(reaching.stream(), Stream.of(flows.whole())).toList();
    var common = new CommonPlaces(function, call, everyWay);
    var code = common.slot(evaluation.verdict());
    var values =
        new Site.Values(
            rule,
            common.holding(function.packet()),
            common.holding(function.buffer()),
            common.holding(function.baseChain()),
            code,
            code,
            jumps);
    return new Site(
        call.address(),
        function.offset(call.address()),
        kind,
        shared,
        Probing.obstacle(function.graph().code(), call),
        values,
        Optional.of(new Site.DropCall(found.callee(), found.reason(), function.offset(call.end()))),
        evidence(block, found, kind));
  }

  private List<String> evidence(Block block, Drops.Call call, Site.Kind kind) {
    Set<String> evidence = new LinkedHashSet<>();
    evidence.add("calls " + call.callee() + "(pkt->skb, reason " + call.reason() + ")");
    evidence.add(
        switch (kind) {
          case RULE_DROP -> "reached when an expression leaves verdict 0 (NF_DROP)";
          case POLICY_DROP -> "reached when the rules end without a verdict";
          case JUMP_DEPTH -> "reached by a jump or goto only";
          case VERDICT_TEST -> "passed by every final verdict";
        });
    if (kind == Site.Kind.RULE_DROP && !reaching(flows.policy(), block).isEmpty()) {
      evidence.add("reached as well when the rules end without a verdict");
    }
    if (kind != Site.Kind.JUMP_DEPTH && !reaching(flows.depth(), block).isEmpty()) {
      evidence.add("reached as well by a jump or goto, with verdict -3 or -4 in memory");
    }
    return List.copyOf(evidence);
  }
}
