package dev.nfdrop.trace.packet;

/// Ethernet types, include/uapi/linux/if_ether.h.
final class EtherType {
  static final int IPV4 = 0x0800;
  static final int ARP = 0x0806;
  static final int VLAN = 0x8100;
  static final int IPV6 = 0x86dd;
  static final int SERVICE_VLAN = 0x88a8;

  /// Numbers below are the length of an 802.3 frame.
  static final int LOWEST = 0x600;

  private EtherType() {}

  static boolean isVlan(int etherType) {
    return etherType == VLAN || etherType == SERVICE_VLAN;
  }
}
