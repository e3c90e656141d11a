package dev.nfdrop.trace.kernel;

import dev.nfdrop.ebpf.btf.Btf;
import dev.nfdrop.ebpf.btf.BtfLookupException;
import dev.nfdrop.ebpf.btf.Member;
import java.util.Optional;
import java.util.OptionalInt;

/// Where this kernel keeps what a drop record needs: offsets in bytes, from BTF.
///
/// @param netfilterDrop `SKB_DROP_REASON_NETFILTER_DROP`; empty on kernels before 5.17
public record KernelLayout(
    OptionalInt netfilterDrop,
    SkBuff skb,
    NetDevice device,
    PacketInfo packet,
    HookState state,
    BaseChain baseChain,
    Chain chain,
    Table table,
    Rule rule,
    int netInode) {

  /// `struct sk_buff`, include/linux/skbuff.h.
  public record SkBuff(
      int length,
      int mark,
      int head,
      int data,
      int tail,
      int device,
      int macHeader,
      int networkHeader,
      int protocol,
      int vlanProtocol,
      int vlanTag,
      Optional<Field> vlanPresent) {}

  /// `struct net_device`, include/linux/netdevice.h.
  public record NetDevice(int name, int index, int net) {}

  /// `struct nft_pktinfo`, include/net/netfilter/nf_tables.h.
  public record PacketInfo(int skb, int state) {}

  /// `struct nf_hook_state`, include/linux/netfilter.h.
  public record HookState(int net, int in, int out) {}

  /// `struct nft_base_chain`, include/net/netfilter/nf_tables.h; `chain` lies inside it.
  public record BaseChain(int hook, int priority, int protocolFamily, int policy, int chain) {}

  /// `struct nft_chain`, include/net/netfilter/nf_tables.h.
  public record Chain(int table, int handle, int name) {}

  /// `struct nft_table`, include/net/netfilter/nf_tables.h.
  public record Table(int name, int handle, Field family) {}

  /// `struct nft_rule_dp`, include/net/netfilter/nf_tables.h: a header of one 64-bit word, then the
  /// expressions.
  ///
  /// @param lastChain offset of the chain in `struct nft_rule_dp_last`; empty where the end of a
  ///   chain's rules does not say which chain it was (before 6.4)
  public record Rule(Bits isLast, Bits length, Bits handle, OptionalInt lastChain) {
    /// Bytes before the first expression.
    public static final int HEADER_BYTES = Long.BYTES;
  }

  /// Bits of a 64-bit word; what lies above them in the word means nothing.
  public record Bits(int shift, int count) {
    /// The value in a word.
    public long of(long word) {
      return (word >>> shift) & mask();
    }

    public long mask() {
      return (1L << count) - 1;
    }
  }

  /// A member of any width: the word to load, and where the member lies in it.
  public record Field(int offsetBytes, int sizeBytes, Bits bits) {}

  /// Reads the layout from the BTF that describes nf_tables, which is vmlinux's where it is built
  /// in and the module's otherwise.
  ///
  /// @throws BtfLookupException naming what is missing
  public static KernelLayout from(Btf btf) {
    return new KernelLayout(
        netfilterDrop(btf),
        skBuff(btf),
        new NetDevice(
            offset(btf, "net_device", "name"),
            offset(btf, "net_device", "ifindex"),
            offset(btf, "net_device", "nd_net.net")),
        new PacketInfo(offset(btf, "nft_pktinfo", "skb"), offset(btf, "nft_pktinfo", "state")),
        new HookState(
            offset(btf, "nf_hook_state", "net"),
            offset(btf, "nf_hook_state", "in"),
            offset(btf, "nf_hook_state", "out")),
        new BaseChain(
            offset(btf, "nft_base_chain", "ops.hooknum"),
            offset(btf, "nft_base_chain", "ops.priority"),
            offset(btf, "nft_base_chain", "ops.pf"),
            offset(btf, "nft_base_chain", "policy"),
            offset(btf, "nft_base_chain", "chain")),
        new Chain(
            offset(btf, "nft_chain", "table"),
            offset(btf, "nft_chain", "handle"),
            offset(btf, "nft_chain", "name")),
        new Table(
            offset(btf, "nft_table", "name"),
            offset(btf, "nft_table", "handle"),
            field(btf.member("nft_table", "family"))),
        rule(btf),
        offset(btf, "net", "ns.inum"));
  }

  private static OptionalInt netfilterDrop(Btf btf) {
    return btf.findEnumValue("skb_drop_reason", "SKB_DROP_REASON_NETFILTER_DROP")
        .map(value -> OptionalInt.of((int) value.value()))
        .orElse(OptionalInt.empty());
  }

  private static SkBuff skBuff(Btf btf) {
    return new SkBuff(
        offset(btf, "sk_buff", "len"),
        offset(btf, "sk_buff", "mark"),
        offset(btf, "sk_buff", "head"),
        offset(btf, "sk_buff", "data"),
        offset(btf, "sk_buff", "tail"),
        offset(btf, "sk_buff", "dev"),
        offset(btf, "sk_buff", "mac_header"),
        offset(btf, "sk_buff", "network_header"),
        offset(btf, "sk_buff", "protocol"),
        offset(btf, "sk_buff", "vlan_proto"),
        offset(btf, "sk_buff", "vlan_tci"),
        btf.findMember("sk_buff", "vlan_present").map(KernelLayout::field));
  }

  private static Rule rule(Btf btf) {
    return new Rule(
        bits(btf.member("nft_rule_dp", "is_last")),
        bits(btf.member("nft_rule_dp", "dlen")),
        bits(btf.member("nft_rule_dp", "handle")),
        btf.findMember("nft_rule_dp_last", "chain")
            .map(chain -> OptionalInt.of(chain.offsetBytes()))
            .orElse(OptionalInt.empty()));
  }

  private static Bits bits(Member member) {
    if (member.offsetBits() + member.sizeBits() > Long.SIZE) {
      throw new IllegalStateException(
          "%s.%s ends at bit %d, outside the rule's first word"
              .formatted(member.struct(), member.path(), member.offsetBits() + member.sizeBits()));
    }
    return new Bits(member.offsetBits(), member.sizeBits());
  }

  private static int offset(Btf btf, String struct, String path) {
    return btf.member(struct, path).offsetBytes();
  }

  private static Field field(Member member) {
    var word =
        member
            .word()
            .orElseThrow(() ->
                new IllegalStateException(
                    "%s.%s spans more than a word".formatted(member.struct(), member.path())));
    return new Field(
        word.offsetBytes(), word.sizeBytes(), new Bits(word.shiftBits(), member.sizeBits()));
  }
}
