package dev.nfdrop.trace.engine;

import dev.nfdrop.ebpf.kallsyms.Symbol;
import dev.nfdrop.ebpf.kallsyms.SymbolTable;
import dev.nfdrop.locator.image.FunctionParts;
import dev.nfdrop.trace.kernel.RunningKernel;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// How to know that netfilter has freed a packet, and that nf_tables has.
///
/// @param reason `SKB_DROP_REASON_NETFILTER_DROP`; empty where there are no reasons, before 5.17
/// @param rules where nf_tables frees packets
/// @param hooks where the verdict of a hook function does
/// @param queues where packets are freed that are queued for user space, for which the kernel gives
///   no reason: nobody listens, or who listens says drop
record FreeingCode(OptionalInt reason, List<Range> rules, List<Range> hooks, List<Range> queues) {
  FreeingCode {
    rules = List.copyOf(rules);
    hooks = List.copyOf(hooks);
    queues = List.copyOf(queues);
  }

  /// The code of a function.
  ///
  /// @param end behind its last byte
  record Range(long start, long end) {}

  static FreeingCode of(RunningKernel kernel) {
    var symbols = kernel.symbols();
    return new FreeingCode(
        kernel.layout().netfilterDrop(),
        ranges(symbols, "nft_do_chain"),
        ranges(symbols, "nf_hook_slow"),
        Stream.of("nf_queue", "nf_reinject", "nfqnl_reinject")
            .flatMap(name -> ranges(symbols, name).stream())
            .toList());
  }

  private static List<Range> ranges(SymbolTable symbols, String function) {
    var parts =
        symbols.findCodeStarting(function + ".").stream()
            .filter(part -> FunctionParts.isOutlined(part.name(), function));
    return Stream.concat(symbols.findCode(function).stream(), parts)
        .flatMap(part -> range(symbols, part))
        .toList();
  }

  private static Stream<Range> range(SymbolTable symbols, Symbol part) {
    return symbols.codeSizeBytes(part).stream()
        .mapToObj(size -> new Range(part.address(), part.address() + size));
  }
}
