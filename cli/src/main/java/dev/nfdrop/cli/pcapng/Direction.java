package dev.nfdrop.cli.pcapng;

/// Which way a packet went, seen from its interface: the lowest bits of `epb_flags`.
public enum Direction {
  UNKNOWN(0),
  INBOUND(1),
  OUTBOUND(2);

  private final int flag;

  Direction(int flag) {
    this.flag = flag;
  }

  int flag() {
    return flag;
  }
}
