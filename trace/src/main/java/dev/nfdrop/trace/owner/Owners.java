package dev.nfdrop.trace.owner;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds out who made a rule. For one thread.
///
/// What `iptables` makes always counts; the names of its tables and chains are used by hand as
/// well.
public final class Owners {
  /// Answers that are remembered; most packets are dropped by one of a few rules.
  private static final int REMEMBERED = 1024;

  /// firewalld's chains of one zone or policy end so.
  private static final String STEP = "(?:_(?:pre|log|deny|allow|post))?";

  // spotless:off
  /// The first that fits is the one: what tells more stands first. To add a program, add a line, and
  /// a ruleset of its making to the tests.
  private static final List<Mark> MARKS = List.of(
      Mark.of("firewalld").table("firewalld").chain("(?:filter|nat|mangle|raw)_[A-Z]+_policy_(?<policy>.+?)" + STEP),
      Mark.of("firewalld").table("firewalld").chain("(?:filter|nat|mangle|raw)_(?:IN|FWD|FWDI|FWDO|PRE|POST|OUT)_(?<zone>.+?)" + STEP),
      Mark.of("firewalld").table("firewalld").chain("filter_(?:INPUT|FORWARD|OUTPUT)_POLICIES").behind("filter_(?:IN|FWD|OUT)_(?!policy_)(?<zone>.+)"),
      Mark.of("firewalld").table("firewalld(?:_policy_drop)?"),

      Mark.of("docker").chain("(?<part>DOCKER(?:-[A-Z0-9-]+)?)"),
      Mark.of("docker").table("docker-bridges"),

      Mark.of("kube-proxy").table("kube-proxy"),
      Mark.of("kube-router").chain("(?<part>KUBE-(?:NWPLCY|POD-FW|ROUTER)-.+)"),
      Mark.of("kubelet").chain("KUBE-(?:FIREWALL|KUBELET-CANARY)"),
      Mark.of("kube-proxy").chain("(?<part>KUBE-.+)"),

      Mark.of("calico").chain("cali-(?:pi|po)-(?<policy>.+)"),
      Mark.of("calico").chain("cali-(?<part>.+)"),
      Mark.of("calico").table("calico"),
      Mark.of("calico").comment("cali:.+"),
      Mark.of("calico").text("\"cali:[A-Za-z0-9_-]+\""),
      Mark.of("cilium").chain("(?:OLD_)?CILIUM_(?<part>.+)"),
      Mark.of("flannel").chain("FLANNEL-(?<part>.+)"),
      Mark.of("podman").chain("NETAVARK[-_](?<part>.+)"),
      Mark.of("podman").table("netavark"),
      Mark.of("cni").chain("CNI-(?<part>.+)"),

      Mark.of("ufw").chain("ufw6?-(?<part>.+)"),

      Mark.of("fail2ban").table("f2b-table").text("@addr6?-set-(?<part>[^\\s,}]+)"),
      Mark.of("fail2ban").table("f2b-table"),
      Mark.of("fail2ban").chain("f2b-(?<part>.+)"),

      Mark.of("libvirt").table("libvirt_network").chain("(?<part>.+)"),
      Mark.of("libvirt").chain("(?<part>LIBVIRT_[A-Z]+)"),
      Mark.of("networkmanager").table("nm-shared-(?<part>.+)"),
      Mark.of("networkmanager").chain("nm-sh-(?:in|fw)-(?<part>.+)"),
      Mark.of("systemd").table("io\\.systemd\\..+"),
      Mark.of("incus").table("incus"),
      Mark.of("lxd").table("lxd"),
      Mark.of("openwrt").table("fw4"),
      Mark.of("tailscale").chain("ts-(?<part>input|forward|postrouting)"),

      Mark.of("iptables").table("filter|nat|mangle|raw|security|broute").baseChain("INPUT|OUTPUT|FORWARD|PREROUTING|POSTROUTING|BROUTING").text("(?:\\bcounter\\b|^-A )"));
  // spotless:on

  private static final Map<String, String> IPTABLES =
      Map.of("ip", "iptables", "ip6", "ip6tables", "arp", "arptables", "bridge", "ebtables");

  private final Map<OwnedRule, Optional<Owner>> known = new HashMap<>();

  /// Remembers nothing yet.
  public Owners() {}

  /// The owner of a rule, if it is one that can be told.
  public Optional<Owner> of(OwnedRule rule) {
    if (known.size() >= REMEMBERED) {
      known.clear();
    }
    return known.computeIfAbsent(rule, Owners::find);
  }

  private static Optional<Owner> find(OwnedRule rule) {
    return MARKS.stream()
        .flatMap(mark -> mark.owner(rule).stream())
        .findFirst()
        .flatMap(owner -> inFamily(owner, rule.family()));
  }

  /// Each family of iptables' tables has a program of its own; in others those names mean nothing.
  private static Optional<Owner> inFamily(Owner owner, String family) {
    return owner.name().equals("iptables")
        ? Optional.ofNullable(IPTABLES.get(family))
            .map(name -> new Owner(name, Optional.empty(), Optional.empty(), Optional.empty()))
        : Optional.of(owner);
  }
}
