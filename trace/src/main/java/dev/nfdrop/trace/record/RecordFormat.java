package dev.nfdrop.trace.record;

/// The raw drop record as the program writes it into the ring buffer: offsets in bytes, in the byte
/// order of the machine, which is little-endian on both architectures.
final class RecordFormat {
  /// `ktime_get_ns()`: nanoseconds of CLOCK_MONOTONIC.
  static final int TIME = 0;

  /// The rule's handle, other bits of its word masked away.
  static final int RULE_HANDLE = 8;

  static final int TABLE_HANDLE = 16;

  /// Of a drop by another hook function instead: the address of that function, 0 where it is not
  /// known.
  static final int FUNCTION = RULE_HANDLE;

  /// The address to which the call returns that freed the packet.
  static final int FREED_AT = TABLE_HANDLE;

  /// The handle of the chain that holds the rule; 0 where it is not known.
  static final int CHAIN_HANDLE = 24;

  static final int BASE_CHAIN_HANDLE = 32;

  /// The inode of the network namespace, 32 bits.
  static final int NETNS = 40;

  static final int LENGTH = 44;
  static final int MARK = 48;
  static final int PRIORITY = 52;
  static final int IN_INDEX = 56;
  static final int OUT_INDEX = 60;

  /// `nf_hook_ops.hooknum`, 32 bits.
  static final int HOOK = 64;

  /// The word that holds `nft_table.family`, as it is in the kernel ([KernelLayout.Table]), 32
  /// bits.
  static final int FAMILY_WORD = 68;

  /// [CauseCode], 16 bits.
  static final int CAUSE = 72;

  /// Offsets from `skb->head`, 16 bits each; 0xffff where the header is not set.
  static final int MAC_HEADER = 74;

  static final int NETWORK_HEADER = 76;

  /// In network byte order, as `skb` has them, 16 bits each.
  static final int PROTOCOL = 80;

  static final int VLAN_PROTOCOL = 82;

  /// In host byte order, 16 bits.
  static final int VLAN_TAG = 84;

  /// The word that holds `sk_buff.vlan_present`, where there is such a member; 16 bits are free.
  static final int VLAN_PRESENT_WORD = 86;

  /// Offset from `skb->head` of the first captured byte, 32 bits.
  static final int CAPTURE_START = 88;

  /// Captured bytes, 32 bits.
  static final int CAPTURE_LENGTH = 92;

  /// Offset of `skb->data` from `skb->head`, 32 bits.
  static final int DATA = 96;

  /// How many jumps had not returned, and 1; 0 where that is not known; 32 bits.
  static final int JUMPS_TOLD = 100;

  /// Interface names, `IFNAMSIZ` bytes each, ended by a NUL.
  static final int IN_NAME = 104;

  static final int OUT_NAME = 120;
  static final int INTERFACE_NAME_BYTES = 16;

  /// Names ended by a NUL; a longer one is cut off.
  static final int TABLE_NAME = 136;

  static final int CHAIN_NAME = 200;
  static final int BASE_CHAIN_NAME = 264;
  static final int NAME_BYTES = 64;

  /// For each jump a handle with the [RawJump.Kind] above it.
  static final int JUMPS = 328;

  /// `NFT_JUMP_STACK_SIZE`, include/net/netfilter/nf_tables.h.
  static final int MAX_JUMPS = 16;

  /// `skb->priority`, 32 bits.
  static final int PACKET_PRIORITY = 456;

  /// The word that holds `skb->pkt_type` ([KernelLayout.SkBuff]), 32 bits.
  static final int PACKET_TYPE_WORD = 460;

  /// [#SENDER_IS_USER] where the user is known by whom the packet was sent, else 0; 32 bits.
  static final int SENDER = 464;

  static final int SENDER_IS_USER = 1;

  /// `sk->sk_uid`, 32 bits.
  static final int SENDER_USER = 468;

  /// The number of the process that has the packet's socket open and runs, 32 bits; 0 where it is
  /// not known.
  static final int SENDER_PROCESS = 472;

  /// The number of that process's control group.
  static final int SENDER_CGROUP = 480;

  /// That process's name, `TASK_COMM_LEN` bytes, ended by a NUL.
  static final int SENDER_NAME = 488;

  static final int TASK_NAME_BYTES = 16;

  /// The lowest bits of `skb->_nfct`: `enum ip_conntrack_info`, 32 bits.
  static final int CONNTRACK_INFO = 504;

  /// [#CONNTRACK_IS_READ] where the fields below mean something, [#CONNTRACK_IS_NONE] where the
  /// packet certainly has no connection, else 0; 32 bits.
  static final int CONNTRACK_ENTRY = 508;

  static final int CONNTRACK_IS_READ = 1;
  static final int CONNTRACK_IS_NONE = 2;

  /// `nf_conn.status`, the lowest 32 bits.
  static final int CONNTRACK_STATUS = 512;

  static final int CONNTRACK_MARK = 516;

  /// 16 bits.
  static final int CONNTRACK_ZONE = 520;

  /// [Frame#LIVES], 16 bits.
  static final int VERDICT = 522;

  /// [CountKey#cookie], 32 bits.
  static final int NETNS_COOKIE = 524;

  /// Tuples as [dev.nfdrop.trace.kernel.ConntrackLayout] describes them.
  static final int CONNTRACK_ORIGINAL = 528;

  static final int CONNTRACK_REPLY = 568;

  /// The packet from its first header on.
  static final int CAPTURE = 608;

  /// Enough for Ethernet, two VLAN tags, IPv6 with options and TCP, for the packet inside an ICMP
  /// error, and for the headers of a tunnel and of the packet in it, both of IPv6.
  static final int CAPTURE_BYTES = 192;

  static final int SIZE = CAPTURE + CAPTURE_BYTES;

  private RecordFormat() {}
}
