/// BTF, the BPF Type Format: what a running kernel says about its own types.
///
/// ```java
/// var kernel = Btf.load(KernelBtf.VMLINUX);
/// var handle = kernel.member("nft_rule_dp", "handle"); // bits 13..54 of the first word
/// var reason = kernel.enumValue("skb_drop_reason", "SKB_DROP_REASON_NETFILTER_DROP").value();
/// boolean hasReason = kernel.findMember("nft_traceinfo", "packet_dumped").isPresent();
/// ```
///
/// A [dev.nfdrop.ebpf.btf.Btf] holds the bytes and the position of each type; types become records
/// when they are asked for. What a kernel may lack comes in two forms: `find…` returns an
/// `Optional`, the same name without `find` throws a [dev.nfdrop.ebpf.btf.BtfLookupException].
/// Bytes that are not BTF end in a [dev.nfdrop.ebpf.btf.BtfFormatException], whatever they are.
///
/// Only little-endian BTF of 64-bit kernels is read: pointers have 8 bytes.
///
/// Format: Documentation/bpf/btf.rst, include/uapi/linux/btf.h.
@NullMarked
package dev.nfdrop.ebpf.btf;

import org.jspecify.annotations.NullMarked;
