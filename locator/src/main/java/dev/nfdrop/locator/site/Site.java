package dev.nfdrop.locator.site;

import java.util.List;
import java.util.Optional;

/// An instruction at which a verdict is known.
///
/// @param address of the instruction
/// @param offset of the instruction from the function's start, in bytes
/// @param kind which verdict
/// @param shared whether drops by a rule and others run it: then `verdict` tells them apart, low
///   byte 0 for a drop by a rule
/// @param obstacle why no kprobe may stand there; empty if one may
/// @param values where the values are
/// @param call the call at the site, for drops inside the function
/// @param evidence why this is the site, for people
public record Site(
    long address,
    long offset,
    Kind kind,
    boolean shared,
    Optional<String> obstacle,
    Values values,
    Optional<DropCall> call,
    List<String> evidence) {

  public Site {
    evidence = List.copyOf(evidence);
  }

  public boolean probeable() {
    return obstacle.isEmpty();
  }

  /// What is known at a site.
  public enum Kind {
    /// A rule's drop verdict.
    RULE_DROP("rule-drop"),
    /// The base chain's policy is drop and no rule decided.
    POLICY_DROP("policy-drop"),
    /// Jumps nested too deep.
    JUMP_DEPTH("jump-depth"),
    /// Every final verdict passes here.
    VERDICT_TEST("verdict-test");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /// Places of values just before the site's instruction runs, each list best first; empty where no
  /// place holds the value for certain.
  ///
  /// @param rule `struct nft_rule_dp *`, or `struct nft_rule *` before Linux 5.17; meaningless for
  ///   policy drops
  /// @param packet `struct nft_pktinfo *`
  /// @param buffer `struct sk_buff *`
  /// @param baseChain `struct nft_chain *` inside its `struct nft_base_chain`
  /// @param verdict the 32-bit verdict that the function is about to act on or to return
  /// @param code `regs.verdict.code` in memory, what the last expression left
  /// @param jumps the jump stack, where a rule decides
  public record Values(
      List<Location> rule,
      List<Location> packet,
      List<Location> buffer,
      List<Location> baseChain,
      List<Location> verdict,
      List<Location> code,
      Optional<JumpStack> jumps) {
    public Values {
      rule = List.copyOf(rule);
      packet = List.copyOf(packet);
      buffer = List.copyOf(buffer);
      baseChain = List.copyOf(baseChain);
      verdict = List.copyOf(verdict);
      code = List.copyOf(code);
    }
  }

  /// A call that frees the packet.
  ///
  /// @param callee such as `sk_skb_reason_drop`
  /// @param reason its drop reason
  /// @param returnOffset offset from the function's start of the instruction behind the call
  public record DropCall(String callee, long reason, long returnOffset) {}
}
