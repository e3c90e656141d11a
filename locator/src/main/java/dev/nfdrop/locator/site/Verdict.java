package dev.nfdrop.locator.site;

/// The codes that an expression can leave in `struct nft_verdict`: enum nft_verdicts
/// (include/uapi/linux/netfilter/nf_tables.h) and NF_* (include/uapi/linux/netfilter.h).
enum Verdict {
  DROP(0),
  ACCEPT(1),
  STOLEN(2),
  QUEUE(3),
  CONTINUE(-1),
  BREAK(-2),
  JUMP(-3),
  GOTO(-4),
  RETURN(-5);

  private final int code;

  Verdict(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
