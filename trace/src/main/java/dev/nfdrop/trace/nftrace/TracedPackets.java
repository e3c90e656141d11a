package dev.nfdrop.trace.nftrace;

import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.Hook;
import dev.nfdrop.nftables.build.Expression;
import dev.nfdrop.trace.filter.FilteredFrame;
import dev.nfdrop.trace.nftrace.TraceTables.Port;
import dev.nfdrop.trace.select.NamePattern;
import dev.nfdrop.trace.select.Selection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Which packets to have traced, at the least, to see all drops of a selection: each message costs
/// the packet dear.
record TracedPackets(Selection selection) {
  /// Where packets of a family come from, with the hooks that they may pass after.
  private static final Map<Family, Map<Hook, Set<Hook>>> SOURCES =
      Map.of(
          Family.INET, ofInternet(),
          Family.BRIDGE, ofInternet(),
          Family.ARP,
              Map.of(
                  Hook.INPUT, EnumSet.of(Hook.INPUT),
                  Hook.OUTPUT, EnumSet.of(Hook.OUTPUT)));

  /// A table of the family `inet` serves these.
  private static final Set<Family> INTERNET = EnumSet.of(Family.INET, Family.IP, Family.IP6);

  /// `ETH_P_ARP`, include/uapi/linux/if_ether.h.
  private static final int ARP = 0x0806;

  private static Map<Hook, Set<Hook>> ofInternet() {
    return Map.of(
        Hook.PREROUTING,
        EnumSet.of(Hook.PREROUTING, Hook.INPUT, Hook.FORWARD, Hook.POSTROUTING),
        Hook.OUTPUT,
        EnumSet.of(Hook.OUTPUT, Hook.POSTROUTING));
  }

  /// The hooks where a table of a family should have packets traced, none of them a device's.
  Set<Hook> sources(Family family) {
    var sources = EnumSet.noneOf(Hook.class);
    if (isWanted(family)) {
      SOURCES
          .getOrDefault(family, Map.of())
          .forEach((source, passed) -> {
            if (selection.hooks().isEmpty()
                || passed.stream().anyMatch(selection.hooks()::contains)) {
              sources.add(source);
            }
          });
    }
    return sources;
  }

  /// Whether packets should be traced at a device.
  boolean isWanted(Port port) {
    var patterns = port.hook() == Hook.INGRESS ? selection.iifs() : selection.oifs();
    return isWantedAtDevices()
        && (selection.hooks().isEmpty() || selection.hooks().contains(port.hook()))
        && (patterns.isEmpty()
            || patterns.stream().anyMatch(pattern -> pattern.matches(port.device())));
  }

  /// What is matched, one rule each, so that a packet that fits one of them is traced.
  List<List<Expression>> matches(Family family, Hook source) {
    var matches = new ArrayList<List<Expression>>();
    for (var version : versions(family)) {
      for (var device : devices(source)) {
        matches.add(Stream.concat(version.stream(), device.stream()).toList());
      }
    }
    return matches;
  }

  private boolean isWanted(Family family) {
    var families = selection.families();
    return switch (family) {
      case INET -> !versionsOfIp().isEmpty();
      case ARP -> (families.isEmpty() || families.contains(family)) && canMatch(ARP);
      case BRIDGE -> families.isEmpty() || families.contains(family);
      case IP, IP6, NETDEV -> false; // served by inet; devices are asked for one by one
    };
  }

  /// Chains at devices are of the family `netdev` or, at ingress, `inet`.
  private boolean isWantedAtDevices() {
    var families = selection.families();
    return families.isEmpty() || families.contains(Family.NETDEV) || families.contains(Family.INET);
  }

  private List<List<Expression>> versions(Family family) {
    var versions = versionsOfIp();
    return family == Family.INET && versions.size() == 1
        ? versions.stream().map(Expression::familyIs).toList()
        : List.of(List.of());
  }

  private Set<Family> versionsOfIp() {
    var families = selection.families();
    var versions = EnumSet.noneOf(Family.class);
    if (families.isEmpty() || families.contains(Family.INET)) {
      versions.addAll(Set.of(Family.IP, Family.IP6));
    } else {
      versions.addAll(families);
      versions.retainAll(INTERNET);
    }
    if (!canMatch(FilteredFrame.IPV4)) {
      versions.remove(Family.IP);
    }
    if (!canMatch(FilteredFrame.IPV6)) {
      versions.remove(Family.IP6);
    }
    return versions;
  }

  private boolean canMatch(int protocol) {
    return selection.packets().filter(filter -> !filter.canMatch(protocol)).isEmpty();
  }

  /// Before other hooks it is not known by which interface a packet will leave; what this machine
  /// sends may have come in by one when it leaves, as from a tunnel.
  private List<List<Expression>> devices(Hook source) {
    var patterns = selection.iifs();
    if (patterns.isEmpty()
        || source == Hook.OUTPUT
        || patterns.stream().anyMatch(TracedPackets::isAny)) {
      return Collections.singletonList(List.of());
    }
    return patterns.stream()
        .filter(pattern -> pattern.canBeInterface())
        .map(pattern -> Expression.inputInterfaceIs(pattern.text(), !pattern.prefix()))
        .toList();
  }

  private static boolean isAny(NamePattern pattern) {
    return pattern.prefix() && pattern.text().isEmpty();
  }
}
