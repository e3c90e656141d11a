package dev.nfdrop.trace.packet;

/// A flag of the TCP header, lowest bit first.
public enum TcpFlag {
  FIN("fin", 'F'),
  SYN("syn", 'S'),
  RST("rst", 'R'),
  PSH("psh", 'P'),
  ACK("ack", '.'),
  URG("urg", 'U'),
  ECN("ecn", 'E'),
  CWR("cwr", 'W');

  private static final TcpFlag[] LOWEST_FIRST = values();

  private final String label;
  private final char letter;

  TcpFlag(String label, char letter) {
    this.label = label;
    this.letter = letter;
  }

  /// The word that nft uses in `tcp flags`.
  public String label() {
    return label;
  }

  /// Whether this flag is set in the header's flag bits.
  public boolean isIn(int flags) {
    return (flags >>> ordinal() & 1) != 0;
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
