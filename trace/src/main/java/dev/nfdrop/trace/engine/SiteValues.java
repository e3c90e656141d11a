package dev.nfdrop.trace.engine;

import dev.nfdrop.locator.site.Location;
import dev.nfdrop.locator.site.Site;
import dev.nfdrop.trace.Drop.Cause;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The places that a program fetches from at one site.
///
/// @param cause what decided; for a shared site, if the verdict is a rule's
/// @param rule empty where no rule decided
/// @param verdict only at a shared site, where its low byte tells a rule (0) from the policy
record SiteValues(
    Site site,
    Cause cause,
    Optional<Location> rule,
    Location packet,
    Location baseChain,
    Optional<Location> verdict) {

  /// What can be fetched at a site.
  sealed interface Choice {
    record Complete(SiteValues values) implements Choice {}

    /// A value is missing.
    ///
    /// @param what the value that has no place
    record Lacking(String what) implements Choice {}
  }

  /// Takes the best place for each value.
  static Choice best(Site site) {
    var places = site.values();
    if (places.packet().isEmpty() || places.baseChain().isEmpty()) {
      return lacking(site, places.packet().isEmpty() ? "packet" : "base chain");
    }
    var byRule = site.kind() == Site.Kind.RULE_DROP;
    if (byRule && places.rule().isEmpty()) {
      return lacking(site, "rule");
    }
    if (site.shared() && places.verdict().isEmpty()) {
      return lacking(site, "verdict");
    }
    return new Choice.Complete(
        new SiteValues(
            site,
            cause(site),
            byRule ? first(places.rule()) : Optional.empty(),
            places.packet().getFirst(),
            places.baseChain().getFirst(),
            site.shared() ? first(places.verdict()) : Optional.empty()));
  }

  /// The same site with the rule taken from another place.
  SiteValues withRuleAt(Location other) {
    return new SiteValues(site, cause, Optional.of(other), packet, baseChain, verdict);
  }

  /// Whether each value lies in a register or on the stack, and not behind a pointer there.
  boolean isDirect() {
    return Stream.of(rule.stream(), Stream.of(packet, baseChain), verdict.stream())
        .flatMap(places -> places)
        .noneMatch(Location.InMemory.class::isInstance);
  }

  /// Where the call at the site returns to; empty where there is no call.
  Optional<Long> returnAddress() {
    return site.call().map(call -> site.address() - site.offset() + call.returnOffset());
  }

  private static Cause cause(Site site) {
    return switch (site.kind()) {
      case RULE_DROP -> Cause.RULE;
      case POLICY_DROP -> Cause.POLICY;
      case JUMP_DEPTH -> Cause.JUMP_DEPTH;
      case VERDICT_TEST ->
          throw new IllegalArgumentException("a verdict test has no cause of its own: " + site);
    };
  }

  private static Optional<Location> first(List<Location> places) {
    return places.stream().findFirst();
  }

  private static Choice lacking(Site site, String value) {
    return new Choice.Lacking(
        "at the %s site +0x%x no place of the %s is certain"
            .formatted(site.kind(), site.offset(), value));
  }
}
