package dev.nfdrop.nftables.netlink;

/// A message of the nf_tables subsystem (`struct nfgenmsg`,
/// include/uapi/linux/netfilter/nfnetlink.h, and the attributes behind it).
///
/// @param operation `NFT_MSG_`
/// @param family `nfgen_family`
record NftMessage(int operation, int family, Attributes attributes) {
  /// `sizeof(struct nfgenmsg)`.
  static final int HEADER_BYTES = 4;

  /// `NFNL_SUBSYS_NFTABLES`, where a message type has it.
  static final int SUBSYSTEM = 10 << 8;

  // spotless:off
  /// `enum nf_tables_msg_types`, include/uapi/linux/netfilter/nf_tables.h.
  static final int NEW_TABLE = 0;
  static final int GET_TABLE = 1;
  static final int DELETE_TABLE = 2;
  static final int NEW_CHAIN = 3;
  static final int GET_CHAIN = 4;
  static final int DELETE_CHAIN = 5;
  static final int NEW_RULE = 6;
  static final int GET_RULE = 7;
  static final int DELETE_RULE = 8;
  static final int NEW_SET = 9;
  static final int GET_SET = 10;
  static final int NEW_SET_ELEMENT = 12;
  static final int GET_SET_ELEMENT = 13;
  static final int NEW_GENERATION = 15;
  static final int GET_GENERATION = 16;
  static final int TRACE = 17;
  // spotless:on
}
