package dev.nfdrop.trace.engine;

import dev.nfdrop.locator.site.Location;
import dev.nfdrop.trace.engine.StackSample.Role;
import java.util.List;
import java.util.Optional;

/// A value that the stack of a sample should show.
///
/// @param role what it is
/// @param place where the locator saw it
record WantedValue(Role role, Location place) {

  /// The values at the site of a sample.
  static List<WantedValue> of(List<SiteValues> sites, StackSample sample) {
    return site(sites, sample).map(site -> of(site, sample)).orElse(List.of());
  }

  /// The site of a sample.
  static Optional<SiteValues> site(List<SiteValues> sites, StackSample sample) {
    return sites.stream()
        .filter(site -> site.returnAddress().equals(Optional.of(sample.location())))
        .findFirst();
  }

  private static List<WantedValue> of(SiteValues site, StackSample sample) {
    var packet = new WantedValue(Role.PACKET, site.packet());
    var chain = new WantedValue(Role.BASE_CHAIN, site.baseChain());
    return sample.byRule() && site.rule().isPresent()
        ? List.of(packet, chain, new WantedValue(Role.RULE, site.rule().get()))
        : List.of(packet, chain);
  }
}
