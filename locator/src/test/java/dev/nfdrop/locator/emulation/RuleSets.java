package dev.nfdrop.locator.emulation;

import static dev.nfdrop.locator.emulation.RuleSet.ACCEPT;
import static dev.nfdrop.locator.emulation.RuleSet.BREAK;
import static dev.nfdrop.locator.emulation.RuleSet.CONTINUE;
import static dev.nfdrop.locator.emulation.RuleSet.DROP;
import static dev.nfdrop.locator.emulation.RuleSet.QUEUE;
import static dev.nfdrop.locator.emulation.RuleSet.RETURN;
import static dev.nfdrop.locator.emulation.RuleSet.STOLEN;
import static dev.nfdrop.locator.emulation.RuleSet.chain;
import static dev.nfdrop.locator.emulation.RuleSet.goTo;
import static dev.nfdrop.locator.emulation.RuleSet.jump;
import static dev.nfdrop.locator.emulation.RuleSet.rule;

import dev.nfdrop.locator.emulation.RuleSet.Chain;
import dev.nfdrop.locator.emulation.RuleSet.Outcome;
import dev.nfdrop.locator.emulation.RuleSet.Policy;
import dev.nfdrop.locator.emulation.RuleSet.RuleDrop;
import dev.nfdrop.locator.emulation.RuleSet.RuleVerdict;
import dev.nfdrop.locator.emulation.RuleSet.TooDeep;
import java.util.ArrayList;
import java.util.List;

/// Rule sets that lead to every verdict in every way. Around the rule that decides lie others which
/// a wrong place would name.
final class RuleSets {
  /// `NFT_JUMP_STACK_SIZE`, include/net/netfilter/nf_tables.h.
  private static final int JUMP_STACK_SIZE = 16;

  /// `NF_DROP_ERR(-EPERM)` and `NF_QUEUE_NR(7)`, include/uapi/linux/netfilter.h.
  private static final int DROP_EPERM = 1 << 16 | DROP;

  private static final int QUEUE_7 = 7 << 16 | QUEUE;

  private RuleSets() {}

  // spotless:off
  static List<RuleSet> all() {
    var sets = new ArrayList<>(List.of(
        // A rule drops.
        drops("drop in the only rule", new RuleDrop(0, 0, DROP),
            chain(rule(DROP))),
        drops("drop between other rules", new RuleDrop(0, 2, DROP),
            chain(rule(BREAK), rule(CONTINUE), rule(DROP), rule(DROP), rule(ACCEPT))),
        drops("drop as the last of several expressions", new RuleDrop(0, 1, DROP),
            chain(rule(CONTINUE, BREAK, DROP), rule(CONTINUE, CONTINUE, DROP), rule(DROP))),
        drops("drop behind a rule without expressions", new RuleDrop(0, 2, DROP),
            chain(rule(), rule(), rule(DROP), rule())),
        drops("drop behind an unfinished rule", new RuleDrop(0, 1, DROP),
            chain(rule(CONTINUE, CONTINUE, BREAK, DROP), rule(DROP))),
        drops("drop with an error number", new RuleDrop(0, 1, DROP_EPERM),
            chain(rule(BREAK), rule(DROP_EPERM), rule(DROP))),
        drops("drop behind a jump", new RuleDrop(1, 1, DROP),
            chain(rule(BREAK), jump(1), rule(DROP)),
            chain(rule(BREAK), rule(CONTINUE, DROP), rule(DROP))),
        drops("drop behind a goto", new RuleDrop(1, 0, DROP),
            chain(goTo(1), rule(DROP)),
            chain(rule(DROP), rule(DROP))),
        drops("drop behind two jumps and a goto", new RuleDrop(3, 1, DROP),
            chain(jump(1), rule(DROP)),
            chain(rule(CONTINUE), jump(2), rule(DROP)),
            chain(goTo(3), rule(DROP)),
            chain(rule(BREAK), rule(DROP))),
        drops("drop behind jumps at the ends of chains", new RuleDrop(2, 1, DROP),
            chain(rule(BREAK), jump(1)),
            chain(jump(2)),
            chain(rule(CONTINUE), rule(DROP))),
        drops("drop behind a jump after a return", new RuleDrop(3, 0, DROP),
            chain(jump(1), rule(BREAK), jump(2), rule(DROP)),
            chain(rule(RETURN), rule(DROP)),
            chain(rule(BREAK), jump(3), rule(DROP)),
            chain(rule(DROP))),
        drops("drop after a return", new RuleDrop(0, 1, DROP),
            chain(jump(1), rule(DROP), rule(DROP)),
            chain(rule(RETURN), rule(DROP))),
        drops("drop after the end of a chain", new RuleDrop(0, 2, DROP),
            chain(rule(BREAK), jump(1), rule(DROP), rule(DROP)),
            chain(rule(BREAK), rule(CONTINUE))),
        drops("drop after an empty chain", new RuleDrop(0, 1, DROP),
            chain(jump(1), rule(DROP), rule(DROP)),
            chain()),
        drops("drop after the end of a chain gone to", new RuleDrop(0, 1, DROP),
            chain(jump(1), rule(DROP), rule(DROP)),
            chain(goTo(2), rule(DROP)),
            chain(rule(BREAK))),
        // The policy decides.
        drops("policy of an empty chain", new Policy(CONTINUE),
            chain()),
        drops("policy after rules that do not match", new Policy(CONTINUE),
            chain(rule(BREAK), rule(CONTINUE), rule(CONTINUE, BREAK, DROP))),
        drops("policy after a return", new Policy(RETURN),
            chain(rule(BREAK), rule(RETURN), rule(DROP))),
        drops("policy after a jump", new Policy(CONTINUE),
            chain(jump(1)),
            chain(rule(BREAK), rule(RETURN), rule(DROP))),
        drops("policy after a goto", new Policy(CONTINUE),
            chain(goTo(1), rule(DROP)),
            chain(rule(BREAK))),
        drops("policy after a return behind a goto", new Policy(RETURN),
            chain(goTo(1), rule(DROP)),
            chain(rule(RETURN), rule(DROP))),
        accepts("policy that accepts", new Policy(CONTINUE),
            chain(rule(BREAK))),
        accepts("policy that accepts after a return", new Policy(RETURN),
            chain(rule(RETURN), rule(DROP))),
        // A rule lets the packet live.
        drops("accept", new RuleVerdict(0, 1, ACCEPT),
            chain(rule(BREAK), rule(ACCEPT), rule(DROP))),
        drops("accept behind a jump", new RuleVerdict(1, 0, ACCEPT),
            chain(jump(1), rule(DROP)),
            chain(rule(ACCEPT), rule(DROP))),
        drops("stolen", new RuleVerdict(0, 0, STOLEN),
            chain(rule(STOLEN), rule(DROP))),
        drops("queue", new RuleVerdict(0, 0, QUEUE_7),
            chain(rule(QUEUE_7), rule(DROP))),
        // A rule drops although the policy would not.
        accepts("drop where the policy accepts", new RuleDrop(0, 0, DROP),
            chain(rule(DROP)))));
    sets.add(nested("drop behind as many jumps as there may be", JUMP_STACK_SIZE, 
        new RuleDrop(JUMP_STACK_SIZE, 0, DROP)));
    sets.add(nested("one jump too many", JUMP_STACK_SIZE + 1, new TooDeep()));
    return List.copyOf(sets);
  }
  // spotless:on

  private static RuleSet drops(String name, Outcome outcome, Chain... chains) {
    return new RuleSet(name, true, List.of(chains), outcome);
  }

  private static RuleSet accepts(String name, Outcome outcome, Chain... chains) {
    return new RuleSet(name, false, List.of(chains), outcome);
  }

  /// Chains of which each jumps to the next, and the last drops.
  private static RuleSet nested(String name, int jumps, Outcome outcome) {
    var chains = new ArrayList<Chain>();
    for (int target = 1; target <= jumps; target++) {
      chains.add(chain(jump(target), rule(DROP)));
    }
    chains.add(chain(rule(DROP), rule(DROP)));
    return new RuleSet(name, true, List.copyOf(chains), outcome);
  }
}
