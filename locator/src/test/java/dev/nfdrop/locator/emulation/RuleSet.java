package dev.nfdrop.locator.emulation;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;

/// Rules, and what becomes of a packet that meets them.
///
/// @param policyDrops whether the base chain's policy is drop, else accept
/// @param chains the base chain first
record RuleSet(String name, boolean policyDrops, List<Chain> chains, Outcome outcome) {

  /// A chain's rules, in order.
  record Chain(List<Rule> rules) {}

  /// A rule's expressions, in order.
  record Rule(List<Expression> expressions) {
    /// The expression that ends it: the first that does not go on with the next.
    Expression end() {
      return expressions.stream()
          .filter(expression -> expression.code != CONTINUE)
          .findFirst()
          .orElse(new Expression(CONTINUE, 0));
    }
  }

  /// An expression that leaves a verdict.
  ///
  /// @param code enum nft_verdicts (include/uapi/linux/netfilter/nf_tables.h) or NF_*
  ///   (include/uapi/linux/netfilter.h)
  /// @param target the chain to jump or go to, by its place in the rule set
  record Expression(int code, int target) {}

  /// What the kernel does in the end.
  sealed interface Outcome {
    /// `regs.verdict.code` when the rules have been left.
    int code();
  }

  /// A rule drops the packet.
  ///
  /// @param chain by its place in the rule set
  /// @param rule by its place in the chain
  record RuleDrop(int chain, int rule, int code) implements Outcome {}

  /// A rule decides, not to drop the packet.
  record RuleVerdict(int chain, int rule, int code) implements Outcome {}

  /// The base chain's policy decides.
  record Policy(int code) implements Outcome {}

  /// One jump more than the jump stack holds.
  record TooDeep() implements Outcome {
    @Override
    public int code() {
      return JUMP;
    }
  }

  /// A rule, by its chain's place in the rule set and its own in the chain.
  record At(int chain, int rule) {}

  /// The rules whose jumps have not returned when a verdict is final, in order.
  List<At> jumps() {
    var jumps = new ArrayDeque<At>();
    var at = new At(0, 0);
    while (true) {
      var rules = chains.get(at.chain).rules();
      var end = at.rule < rules.size() ? rules.get(at.rule).end() : new Expression(RETURN, 0);
      switch (end.code) {
        case CONTINUE, BREAK -> at = new At(at.chain, at.rule + 1);
        case JUMP, GOTO -> {
          if (end.code == JUMP) {
            jumps.addLast(at);
          }
          at = new At(end.target, 0);
        }
        case RETURN -> {
          if (jumps.isEmpty()) {
            return List.of();
          }
          var back = jumps.removeLast();
          at = new At(back.chain, back.rule + 1);
        }
        default -> {
          return List.copyOf(jumps);
        }
      }
    }
  }

  static final int DROP = 0;
  static final int ACCEPT = 1;
  static final int STOLEN = 2;
  static final int QUEUE = 3;
  static final int CONTINUE = -1;
  static final int BREAK = -2;
  static final int JUMP = -3;
  static final int GOTO = -4;
  static final int RETURN = -5;

  static Chain chain(Rule... rules) {
    return new Chain(List.of(rules));
  }

  /// A rule of expressions that only have a code.
  static Rule rule(int... codes) {
    return new Rule(Arrays.stream(codes).mapToObj(code -> new Expression(code, 0)).toList());
  }

  static Rule jump(int target) {
    return new Rule(List.of(new Expression(JUMP, target)));
  }

  static Rule goTo(int target) {
    return new Rule(List.of(new Expression(GOTO, target)));
  }

  @Override
  public String toString() {
    return name;
  }
}
