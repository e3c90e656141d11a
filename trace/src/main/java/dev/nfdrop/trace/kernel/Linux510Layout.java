package dev.nfdrop.trace.kernel;

import dev.nfdrop.ebpf.btf.Btf;
import dev.nfdrop.trace.kernel.KernelLayout.BaseChain;
import dev.nfdrop.trace.kernel.KernelLayout.Bits;
import dev.nfdrop.trace.kernel.KernelLayout.Chain;
import dev.nfdrop.trace.kernel.KernelLayout.Field;
import dev.nfdrop.trace.kernel.KernelLayout.PacketInfo;
import dev.nfdrop.trace.kernel.KernelLayout.Rule;
import dev.nfdrop.trace.kernel.KernelLayout.Table;
import java.util.Optional;
import java.util.OptionalInt;

/// The layout of nf_tables in Linux 5.10, whose modules have no BTF: laid out by hand, as a
/// compiler for a 64-bit processor does, from include/net/netfilter/nf_tables.h of 5.10.223. The
/// debug information of Debian's amd64 and arm64 modules agrees.
///
/// Sizes that depend on the kernel's configuration are still taken from vmlinux's BTF.
final class Linux510Layout {
  /// How such a kernel's release starts.
  static final String RELEASE = "5.10.";

  private static final int POINTER = Long.BYTES;
  private static final int LIST_HEAD = 2 * POINTER;

  /// `struct nft_pktinfo`: skb, tprot_set, tprot, and `xt` with the state behind two pointers.
  private static final int STATE = 2 * POINTER + 2 * POINTER;

  /// `struct nft_base_chain` behind `ops`: hook_list, type, policy and flags, stats, chain.
  private static final int POLICY_AFTER_OPS = LIST_HEAD + POINTER;

  private static final int CHAIN_AFTER_OPS = POLICY_AFTER_OPS + 2 * POINTER;

  /// `struct nft_chain`: two rule lists, three list heads, table, handle, use with flags, name.
  private static final int CHAIN_TABLE = 2 * POINTER + 3 * LIST_HEAD;

  private static final int CHAIN_HANDLE = CHAIN_TABLE + POINTER;
  private static final int CHAIN_NAME = CHAIN_HANDLE + 2 * Long.BYTES;

  /// `struct nft_table` behind `chains_ht`: four list heads, hgenerator, handle, use, family with
  /// flags, name.
  private static final int HANDLE_AFTER_HASH = 4 * LIST_HEAD + Long.BYTES;

  private static final int FAMILY_AFTER_HASH = HANDLE_AFTER_HASH + Long.BYTES + Integer.BYTES;
  private static final int NAME_AFTER_HASH = HANDLE_AFTER_HASH + 2 * Long.BYTES;
  private static final Bits FAMILY = new Bits(0, 6);

  /// `struct nft_rule`: list, then one word of bits, then the expressions.
  private static final Bits RULE_HANDLE = new Bits(0, 42);

  private static final Bits RULE_LENGTH = new Bits(44, 12);

  /// `struct nft_regs`: 20 words of 4 bytes.
  private static final int REGISTERS = 80;

  private Linux510Layout() {}

  /// @param vmlinux the kernel's BTF
  /// @throws dev.nfdrop.ebpf.btf.BtfLookupException naming what is missing
  static KernelLayout from(Btf vmlinux) {
    int ops = vmlinux.sizeOf("nf_hook_ops");
    int hash = LIST_HEAD + vmlinux.sizeOf("rhltable");
    return KernelLayout.of(
        vmlinux,
        new PacketInfo(0, STATE),
        new BaseChain(
            offset(vmlinux, "hooknum"),
            offset(vmlinux, "priority"),
            offset(vmlinux, "pf"),
            ops + POLICY_AFTER_OPS,
            ops + CHAIN_AFTER_OPS),
        new Chain(CHAIN_TABLE, CHAIN_HANDLE, CHAIN_NAME),
        new Table(
            hash + NAME_AFTER_HASH,
            hash + HANDLE_AFTER_HASH,
            new Field(hash + FAMILY_AFTER_HASH, Short.BYTES, FAMILY)),
        new Rule(
            LIST_HEAD,
            LIST_HEAD + Long.BYTES,
            Optional.empty(),
            RULE_LENGTH,
            RULE_HANDLE,
            OptionalInt.empty()),
        REGISTERS);
  }

  private static int offset(Btf vmlinux, String member) {
    return vmlinux.member("nf_hook_ops", member).offsetBytes();
  }
}
