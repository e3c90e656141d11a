package dev.nfdrop.trace.packet;

/// A way to carry a packet inside another, under the name that `ip link` has for it.
public enum TunnelType {
  VXLAN("vxlan"),
  GENEVE("geneve"),
  GRE("gre"),
  /// IPv4 in IPv4.
  IPIP("ipip"),
  /// IPv6 in IPv4.
  SIT("sit"),
  /// Either in IPv6.
  IP6TNL("ip6tnl");

  private final String label;

  TunnelType(String label) {
    this.label = label;
  }

  /// The word that users see.
  public String label() {
    return label;
  }

  /// Whether the outer packet's protocol does not tell: it is UDP for all of these.
  boolean isInUdp() {
    return this == VXLAN || this == GENEVE;
  }
}
