package dev.nfdrop.nftables;

import java.util.List;
import java.util.Optional;

/// The protocol family of a table, with the hooks that base chains may attach to there.
public enum Family {
  INET(1, "inet"),
  IP(2, "ip"),
  ARP(3, "arp"),
  NETDEV(5, "netdev"),
  BRIDGE(7, "bridge"),
  IP6(10, "ip6");

  /// `enum nf_inet_hooks`, include/uapi/linux/netfilter.h; `NF_BR_` numbers are the same, and
  /// `NF_INET_INGRESS`, since 5.10, follows.
  private static final List<Hook> INTERNET =
      List.of(
          Hook.PREROUTING, Hook.INPUT, Hook.FORWARD, Hook.OUTPUT, Hook.POSTROUTING, Hook.INGRESS);

  /// `NF_ARP_`, include/uapi/linux/netfilter_arp.h.
  private static final List<Hook> NEIGHBOUR = List.of(Hook.INPUT, Hook.OUTPUT, Hook.FORWARD);

  /// `enum nf_dev_hooks`, include/uapi/linux/netfilter.h; egress since 5.16.
  private static final List<Hook> DEVICE = List.of(Hook.INGRESS, Hook.EGRESS);

  private final int number;
  private final String label;

  Family(int number, String label) {
    this.number = number;
    this.label = label;
  }

  /// The family with an `NFPROTO_` number of include/uapi/linux/netfilter.h, if tables have it.
  public static Optional<Family> of(int number) {
    for (var family : values()) {
      if (family.number == number) {
        return Optional.of(family);
      }
    }
    return Optional.empty();
  }

  /// The kernel's number, `NFPROTO_IPV4` and so on.
  public int number() {
    return number;
  }

  /// The family as nft prints it.
  public String label() {
    return label;
  }

  /// The hook that a number means in this family.
  public Optional<Hook> hook(int number) {
    var hooks = hooks();
    return number >= 0 && number < hooks.size() ? Optional.of(hooks.get(number)) : Optional.empty();
  }

  /// Whether base chains of this family may attach to a hook.
  public boolean has(Hook hook) {
    return hooks().contains(hook);
  }

  /// The number of a hook in this family.
  ///
  /// @throws IllegalArgumentException if the family has no such hook
  public int number(Hook hook) {
    var number = hooks().indexOf(hook);
    if (number < 0) {
      throw new IllegalArgumentException("family %s has no hook %s".formatted(label, hook.label()));
    }
    return number;
  }

  /// The hooks in the order of their numbers.
  private List<Hook> hooks() {
    return switch (this) {
      case INET -> INTERNET;
      case IP, IP6, BRIDGE -> INTERNET.subList(0, INTERNET.indexOf(Hook.INGRESS));
      case ARP -> NEIGHBOUR;
      case NETDEV -> DEVICE;
    };
  }

  @Override
  public String toString() {
    return label;
  }
}
