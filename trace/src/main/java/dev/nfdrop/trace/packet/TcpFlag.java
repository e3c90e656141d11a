package dev.nfdrop.trace.packet;

/// A flag of the TCP header, lowest bit first.
public enum TcpFlag {
  FIN(0x01, "fin", 'F'),
  SYN(0x02, "syn", 'S'),
  RST(0x04, "rst", 'R'),
  PSH(0x08, "psh", 'P'),
  ACK(0x10, "ack", '.'),
  URG(0x20, "urg", 'U'),
  ECN(0x40, "ecn", 'E'),
  CWR(0x80, "cwr", 'W');

  private static final TcpFlag[] LOWEST_FIRST = values();

  private final int bit;
  private final String label;
  private final char letter;

  TcpFlag(int bit, String label, char letter) {
    this.bit = bit;
    this.label = label;
    this.letter = letter;
  }

  /// The word that nft uses in `tcp flags`.
  public String label() {
    return label;
  }

  /// Whether this flag is set in the header's flag bits.
  public boolean isIn(int flags) {
    return (flags & bit) != 0;
  }

  /// Appends one letter a flag, as tcpdump does: `S.` is SYN and ACK.
  static void appendLetters(StringBuilder text, int flags) {
    for (var flag : LOWEST_FIRST) {
      if (flag.isIn(flags)) {
        text.append(flag.letter);
      }
    }
  }
}
