package dev.nfdrop.nftables.netlink;

import java.util.ArrayList;
import java.util.List;

/// What the expressions of a rule can make of a packet. Attribute numbers are those of
/// include/uapi/linux/netfilter/nf_tables.h.
///
/// @param jumps the chains that its own verdicts jump or go to
/// @param gotos those of them that it goes to
/// @param maps the verdict maps in which it looks
/// @param changes the names of the expressions that may change the packet
record RuleVerdicts(
    List<String> jumps, List<String> gotos, List<String> maps, List<String> changes) {
  // spotless:off
  private static final int RULE_EXPRESSIONS = 4;

  private static final int EXPRESSION_NAME = 1;
  private static final int EXPRESSION_DATA = 2;

  private static final int IMMEDIATE_DATA = 2;
  private static final int DATA_VERDICT = 2;
  private static final int VERDICT_CODE = 1;
  private static final int VERDICT_CHAIN = 2;

  /// Of `payload`, `meta` and `exthdr`: without it they write.
  private static final int LOADING_DREG = 1;

  private static final int LOOKUP_SET = 1;
  private static final int LOOKUP_DREG = 3;
  // spotless:on

  private static final int NFT_GOTO = -4;

  /// `NFT_REG_VERDICT`.
  private static final int VERDICT_REGISTER = 0;

  private static final int NO_REGISTER = -1;

  /// @param rule the attributes of a rule
  static RuleVerdicts of(Attributes rule) {
    var verdicts =
        new RuleVerdicts(
            new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (var element : rule.nested(RULE_EXPRESSIONS).all()) {
      var expression = Attributes.parse(element.value());
      var data = expression.nested(EXPRESSION_DATA);
      var name = expression.string(EXPRESSION_NAME).orElse("");
      switch (name) {
        case "immediate" -> verdicts.immediate(data);
        case "lookup" -> verdicts.lookup(data);
        case "payload", "meta", "exthdr" -> verdicts.load(name, data);
        case "target" -> verdicts.changes.add(name); // of iptables': nobody knows what it does
        default -> {}
      }
    }
    return verdicts;
  }

  private void immediate(Attributes immediate) {
    var verdict = immediate.nested(IMMEDIATE_DATA).nested(DATA_VERDICT);
    verdict
        .string(VERDICT_CHAIN)
        .ifPresent(chain -> {
          jumps.add(chain);
          if (verdict.number32(VERDICT_CODE).orElse(0) == NFT_GOTO) {
            gotos.add(chain);
          }
        });
  }

  boolean changesPackets() {
    return !changes.isEmpty();
  }

  private void load(String name, Attributes load) {
    if (load.number32(LOADING_DREG).isEmpty()) {
      changes.add(name);
    }
  }

  private void lookup(Attributes lookup) {
    if (lookup.number32(LOOKUP_DREG).orElse(NO_REGISTER) == VERDICT_REGISTER) {
      lookup.string(LOOKUP_SET).ifPresent(maps::add);
    }
  }
}
