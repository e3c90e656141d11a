package dev.nfdrop.trace.kernel;

import dev.nfdrop.ebpf.btf.Btf;
import dev.nfdrop.ebpf.btf.BtfLookupException;
import dev.nfdrop.ebpf.btf.Member;
import java.util.Optional;
import java.util.OptionalInt;

/// Where this kernel keeps what a drop record needs: offsets in bytes, from BTF.
///
/// @param netfilterDrop `SKB_DROP_REASON_NETFILTER_DROP`; empty on kernels before 5.17
/// @param registersBytes size of `struct nft_regs`, include/net/netfilter/nf_tables.h
/// @param hooks for drops by others than nf_tables
/// @param sender for packets that a local socket sent
/// @param conntrack for packets that are tracked
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
    int registersBytes,
    int netInode,
    HookLayout hooks,
    Optional<SenderLayout> sender,
    Optional<ConntrackLayout> conntrack) {

  /// `struct sk_buff`, include/linux/skbuff.h.
  public record SkBuff(
      int length,
      int mark,
      int priority,
      Field packetType,
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

  /// What identifies a rule: `struct nft_rule_dp`, before 5.17 `struct nft_rule`;
  /// include/net/netfilter/nf_tables.h.
  ///
  /// @param word offset of the 64-bit word that holds the bits
  /// @param expressions offset of the first expression
  /// @param isLast says that a `struct nft_rule_dp` is the end of a chain and no rule; empty for
  ///   `struct nft_rule`
  /// @param length bytes of all expressions
  /// @param lastChain offset of the chain in `struct nft_rule_dp_last`; empty where the end of a
  ///   chain's rules does not say which chain it was (before 6.4)
  public record Rule(
      int word,
      int expressions,
      Optional<Bits> isLast,
      Bits length,
      Bits handle,
      OptionalInt lastChain) {}

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
    return of(
        btf,
        new PacketInfo(offset(btf, "nft_pktinfo", "skb"), offset(btf, "nft_pktinfo", "state")),
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
        btf.sizeOf("nft_regs"));
  }

  /// A layout whose part outside nf_tables comes from BTF.
  static KernelLayout of(
      Btf btf,
      PacketInfo packet,
      BaseChain baseChain,
      Chain chain,
      Table table,
      Rule rule,
      int registersBytes) {
    return new KernelLayout(
        netfilterDrop(btf),
        skBuff(btf),
        new NetDevice(
            offset(btf, "net_device", "name"),
            offset(btf, "net_device", "ifindex"),
            offset(btf, "net_device", "nd_net.net")),
        packet,
        new HookState(
            offset(btf, "nf_hook_state", "net"),
            offset(btf, "nf_hook_state", "in"),
            offset(btf, "nf_hook_state", "out")),
        baseChain,
        chain,
        table,
        rule,
        registersBytes,
        offset(btf, "net", "ns.inum"),
        HookLayout.from(btf),
        SenderLayout.find(btf),
        ConntrackLayout.find(btf));
  }

  /// The same layout with what another module's BTF says of connections.
  KernelLayout with(Optional<ConntrackLayout> connections) {
    return new KernelLayout(
        netfilterDrop,
        skb,
        device,
        packet,
        state,
        baseChain,
        chain,
        table,
        rule,
        registersBytes,
        netInode,
        hooks,
        sender,
        connections);
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
        offset(btf, "sk_buff", "priority"),
        field(btf.member("sk_buff", "pkt_type")),
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
    return btf.hasStruct("nft_rule_dp") ? compiledRule(btf) : listedRule(btf);
  }

  private static Rule compiledRule(Btf btf) {
    return new Rule(
        0,
        offset(btf, "nft_rule_dp", "data"),
        Optional.of(bits(btf.member("nft_rule_dp", "is_last"), 0)),
        bits(btf.member("nft_rule_dp", "dlen"), 0),
        bits(btf.member("nft_rule_dp", "handle"), 0),
        btf.findMember("nft_rule_dp_last", "chain")
            .map(chain -> OptionalInt.of(chain.offsetBytes()))
            .orElse(OptionalInt.empty()));
  }

  private static Rule listedRule(Btf btf) {
    var handle = btf.member("nft_rule", "handle");
    int word = handle.offsetBits() / Long.SIZE * Long.BYTES;
    return new Rule(
        word,
        offset(btf, "nft_rule", "data"),
        Optional.empty(),
        bits(btf.member("nft_rule", "dlen"), word),
        bits(handle, word),
        OptionalInt.empty());
  }

  /// @param word offset of the word that the bits are of
  private static Bits bits(Member member, int word) {
    int shift = member.offsetBits() - word * Byte.SIZE;
    if (shift < 0 || shift + member.sizeBits() > Long.SIZE) {
      throw new IllegalStateException(
          "%s.%s lies at bit %d, outside the word at %d"
              .formatted(member.struct(), member.path(), member.offsetBits(), word));
    }
    return new Bits(shift, member.sizeBits());
  }

  private static int offset(Btf btf, String struct, String path) {
    return btf.member(struct, path).offsetBytes();
  }

  static Field field(Member member) {
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
