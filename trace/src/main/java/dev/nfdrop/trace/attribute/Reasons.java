package dev.nfdrop.trace.attribute;

import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.RuleText;
import dev.nfdrop.nftables.ruleset.RuleEntry;
import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.MatchedElement;
import dev.nfdrop.trace.Passed;
import dev.nfdrop.trace.RulePath;
import dev.nfdrop.trace.Why;
import dev.nfdrop.trace.attribute.EarlierChains.Meeting;
import dev.nfdrop.trace.attribute.NamespaceRules.Found;
import dev.nfdrop.trace.owner.OwnedRule;
import dev.nfdrop.trace.owner.Owner;
import dev.nfdrop.trace.owner.Owners;
import dev.nfdrop.trace.record.RawDrop;
import java.util.List;
import java.util.Optional;

/// Puts together what led to drops.
final class Reasons {
  /// `ETH_P_IP` and `ETH_P_IPV6`, include/uapi/linux/if_ether.h.
  private static final int IPV4 = 0x0800;

  private static final int IPV6 = 0x86dd;

  private static final List<MatchedElement> NONE = List.of();

  private final Owners owners = new Owners();

  /// What led to a drop. To be asked for after the rule, for which the ruleset is read again where
  /// it has changed.
  ///
  /// @param chain the chain that holds the rule; for a policy the base chain
  /// @param found what is known of the rule; empty where none decided
  /// @param protocol the packet's, an Ethernet type
  Why of(
      RawDrop raw,
      NamespaceRules netns,
      Optional<Family> family,
      String chain,
      Optional<Found> found,
      int protocol) {
    return raw.cause() == Cause.HOOK || family.isEmpty()
        ? Why.NOTHING
        : new Why(
            owner(raw, netns, family.get(), chain, found),
            path(netns, raw, chain),
            elements(netns, raw, found),
            passed(netns, raw, family.get(), protocol));
  }

  /// No rule can jump to a base chain.
  private static RulePath path(NamespaceRules netns, RawDrop raw, String chain) {
    boolean jumped = raw.jumps().filter(jumps -> !jumps.isEmpty()).isPresent();
    return raw.cause() != Cause.RULE || (!jumped && chain.equals(raw.baseChainName()))
        ? RulePath.DIRECT
        : netns.path(raw);
  }

  /// Where no rule decided, whoever made the base chain set its policy.
  private Optional<Owner> owner(
      RawDrop raw, NamespaceRules netns, Family family, String chain, Optional<Found> found) {
    var entry =
        found.flatMap(
            rule -> rule instanceof Found.Rule(var known) ? Optional.of(known) : Optional.empty());
    return owners.of(
        new OwnedRule(
            family.label(),
            raw.tableName(),
            chain,
            raw.baseChainName(),
            entry.flatMap(RuleEntry::comment),
            entry.flatMap(rule ->
                rule.text() instanceof RuleText.Known(var text)
                    ? Optional.of(text)
                    : Optional.empty()),
            entry.flatMap(_ -> netns.jumpInFront(raw))));
  }

  private static List<MatchedElement> elements(
      NamespaceRules netns, RawDrop raw, Optional<Found> found) {
    return found
        .map(rule -> rule instanceof Found.Rule(var entry) ? netns.elements(raw, entry) : NONE)
        .orElse(NONE);
  }

  private static List<Passed> passed(
      NamespaceRules netns, RawDrop raw, Family family, int protocol) {
    return family
        .hook(raw.hook())
        .map(hook -> {
          var device =
              switch (hook) {
                case INGRESS -> raw.inName();
                case EGRESS -> raw.outName();
                case PREROUTING, INPUT, FORWARD, OUTPUT, POSTROUTING -> "";
              };
          return netns.passed(
              raw, new Meeting(family, family(protocol), hook, raw.priority(), device));
        })
        .orElse(List.of());
  }

  private static Optional<Family> family(int protocol) {
    return switch (protocol) {
      case IPV4 -> Optional.of(Family.IP);
      case IPV6 -> Optional.of(Family.IP6);
      default -> Optional.empty();
    };
  }
}
