package dev.nfdrop.trace.kernel;

import dev.nfdrop.ebpf.btf.Btf;
import dev.nfdrop.trace.kernel.KernelLayout.Field;
import java.util.OptionalInt;

/// Where the kernel keeps what tells of a drop by something else than nf_tables: offsets in bytes.
///
/// @param route `sk_buff._skb_refdst`, include/linux/skbuff.h
/// @param socket `sk_buff.sk`
/// @param routeDevice `dst_entry.dev`, include/net/dst.h
/// @param socketNet `sock.__sk_common.skc_net`, include/net/sock.h
/// @param netCookie `net.net_cookie`, include/net/net_namespace.h: a number that no other namespace
///   gets, unlike an inode; since 5.12
/// @param hook `nf_hook_state.hook`, include/linux/netfilter.h
/// @param family `nf_hook_state.pf`
/// @param entries the functions at a hook
public record HookLayout(
    int route,
    int socket,
    int routeDevice,
    int socketNet,
    OptionalInt netCookie,
    Field hook,
    Field family,
    Entries entries) {

  /// `struct nf_hook_entries`, include/linux/netfilter.h: a count, then for each function a `struct
  /// nf_hook_entry`, then for each a pointer to its `struct nf_hook_ops`.
  ///
  /// @param count of the functions, 16 bits
  /// @param first entry
  /// @param entryBytes size of an entry
  /// @param function the function in an entry
  /// @param argument its first argument, behind it
  /// @param priority `nf_hook_ops.priority`
  public record Entries(
      int count, int first, int entryBytes, int function, int argument, int priority) {}

  /// @throws dev.nfdrop.ebpf.btf.BtfLookupException naming what is missing
  static HookLayout from(Btf btf) {
    return new HookLayout(
        offset(btf, "sk_buff", "_skb_refdst"),
        offset(btf, "sk_buff", "sk"),
        offset(btf, "dst_entry", "dev"),
        offset(btf, "sock", "__sk_common.skc_net.net"),
        netCookie(btf),
        KernelLayout.field(btf.member("nf_hook_state", "hook")),
        KernelLayout.field(btf.member("nf_hook_state", "pf")),
        new Entries(
            offset(btf, "nf_hook_entries", "num_hook_entries"),
            offset(btf, "nf_hook_entries", "hooks"),
            btf.sizeOf("nf_hook_entry"),
            offset(btf, "nf_hook_entry", "hook"),
            offset(btf, "nf_hook_entry", "priv"),
            offset(btf, "nf_hook_ops", "priority")));
  }

  /// Before 5.12 it is made when somebody asks for it.
  private static OptionalInt netCookie(Btf btf) {
    return btf.findMember("net", "net_cookie")
        .filter(member -> member.sizeBits() == Long.SIZE)
        .map(member -> OptionalInt.of(member.offsetBytes()))
        .orElse(OptionalInt.empty());
  }

  private static int offset(Btf btf, String struct, String path) {
    return btf.member(struct, path).offsetBytes();
  }
}
