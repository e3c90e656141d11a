package dev.nfdrop.locator.site;

import dev.nfdrop.locator.flow.Block;
import dev.nfdrop.locator.flow.Solution;
import dev.nfdrop.locator.machine.Instruction;
import dev.nfdrop.locator.machine.Width;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Tells apart the calls that free the packet, by the verdicts that lead to them.
final class Sites {
  private final Function function;
  private final Evaluation evaluation;
  private final Scenario scenario;
  private final Drops drops;

  /// Flows that end without a rule's drop, and reach the policy.
  private final List<Solution> policy = new ArrayList<>();

  private final Map<Verdict, Solution> flows = new EnumMap<>(Verdict.class);

  Sites(Function function, Evaluation evaluation, Scenario scenario) {
    this.function = function;
    this.evaluation = evaluation;
    this.scenario = scenario;
    this.drops = new Drops(function);
  }

  Answer answer() {
    for (var verdict : Verdict.values()) {
      var flow = scenario.after(verdict);
      if (flow.isEmpty()) {
        return new Answer.Refused("the data flow after verdict " + verdict + " did not end");
      }
      flows.put(verdict, flow.get());
    }
    var empty = scenario.withoutRules();
    if (empty.isEmpty()) {
      return new Answer.Refused("the data flow of an empty chain did not end");
    }
    policy.add(empty.get());
    for (var verdict : List.of(Verdict.CONTINUE, Verdict.BREAK, Verdict.RETURN)) {
      policy.add(flow(verdict));
    }
    var ruleDrops = drops.in(flow(Verdict.DROP));
    return ruleDrops.isEmpty()
        ? new VerdictTests(function, evaluation, flows).answer()
        : dropInside(ruleDrops);
  }

  private Solution flow(Verdict verdict) {
    return java.util.Objects.requireNonNull(flows.get(verdict));
  }

  private Answer dropInside(List<Block> ruleDrops) {
    for (var verdict : List.of(Verdict.ACCEPT, Verdict.STOLEN, Verdict.QUEUE)) {
      if (!drops.in(flow(verdict)).isEmpty()) {
        return new Answer.Refused("a packet with verdict " + verdict + " seems to be freed");
      }
    }
    var byPolicy = new LinkedHashSet<Block>();
    policy.forEach(solution -> byPolicy.addAll(drops.in(solution)));
    var sites = new TreeMap<Long, Site>();
    for (var block : ruleDrops) {
      sites.put(block.start(), ruleDrop(block, byPolicy.contains(block)));
    }
    for (var block : byPolicy) {
      sites.computeIfAbsent(block.start(), _ -> policyDrop(block));
    }
    for (var block : depthDrops(sites.keySet())) {
      sites.put(block.start(), site(block, flow(Verdict.JUMP), Site.Kind.JUMP_DEPTH, false));
    }
    var unfit =
        sites.values().stream()
            .filter(site -> site.kind() == Site.Kind.RULE_DROP && site.values().rule().isEmpty())
            .findFirst();
    if (unfit.isPresent()) {
      return new Answer.Refused(
          "no place is sure to hold the rule at +0x" + Long.toHexString(unfit.get().offset()));
    }
    return new Answer.Located(
        function.graph().code().function(),
        function.graph().code().main().size(),
        function.graph().code().architecture(),
        Answer.Shape.DROP_INSIDE,
        List.copyOf(sites.values()));
  }

  private List<Block> depthDrops(Set<Long> others) {
    var blocks = new LinkedHashSet<Block>();
    blocks.addAll(drops.in(flow(Verdict.JUMP)));
    blocks.addAll(drops.in(flow(Verdict.GOTO)));
    return blocks.stream().filter(block -> !others.contains(block.start())).toList();
  }

  private Site ruleDrop(Block block, boolean shared) {
    return site(block, flow(Verdict.DROP), Site.Kind.RULE_DROP, shared);
  }

  private Site policyDrop(Block block) {
    var from = policy.stream().filter(solution -> drops.in(solution).contains(block)).findFirst();
    return site(block, from.orElseThrow(), Site.Kind.POLICY_DROP, false);
  }

  private Site site(Block block, Solution solution, Site.Kind kind, boolean shared) {
    Instruction call = block.last();
    long start = function.graph().code().main().address();
    var found = drops.reason(solution, block).orElseThrow();
    var finder = new Finder(function, solution.before(call).orElseThrow());
    var values =
        new Site.Values(
            kind == Site.Kind.RULE_DROP ? finder.holding(Scenario.RULE) : List.of(),
            finder.holding(function.packet()),
            finder.holding(function.buffer()),
            finder.holding(function.baseChain()),
            finder.knowsStack()
                ? List.of(finder.onStack(evaluation.registers(), Width.WORD))
                : List.of());
    return new Site(
        call.address(),
        call.address() - start,
        kind,
        shared,
        Probing.obstacle(function.graph().code(), call),
        values,
        Optional.of(new Site.DropCall(found.callee(), found.reason(), call.end() - start)),
        evidence(found, kind, shared));
  }

  private static List<String> evidence(Drops.Call call, Site.Kind kind, boolean shared) {
    var evidence = new ArrayList<String>();
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
    return evidence;
  }
}
