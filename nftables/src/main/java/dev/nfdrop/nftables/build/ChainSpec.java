package dev.nfdrop.nftables.build;

import dev.nfdrop.nftables.Chain;
import dev.nfdrop.nftables.Hook;
import java.util.List;
import java.util.Optional;

/// A chain to be made, with its rules in order.
public record ChainSpec(String name, Optional<Attachment> attachment, List<RuleSpec> rules) {
  public ChainSpec {
    rules = List.copyOf(rules);
  }

  /// Where a base chain of type `filter` is attached.
  ///
  /// @param device for ingress and egress; empty otherwise
  public record Attachment(Hook hook, int priority, Chain.Policy policy, Optional<String> device) {}

  /// A regular chain.
  public static ChainSpec regular(String name, RuleSpec... rules) {
    return new ChainSpec(name, Optional.empty(), List.of(rules));
  }

  /// A base chain without device.
  public static ChainSpec base(
      String name, Hook hook, int priority, Chain.Policy policy, RuleSpec... rules) {
    return new ChainSpec(
        name,
        Optional.of(new Attachment(hook, priority, policy, Optional.empty())),
        List.of(rules));
  }
}
