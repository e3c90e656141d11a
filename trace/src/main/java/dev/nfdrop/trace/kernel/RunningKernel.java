package dev.nfdrop.trace.kernel;

import dev.nfdrop.ebpf.btf.Btf;
import dev.nfdrop.ebpf.btf.BtfLookupException;
import dev.nfdrop.ebpf.btf.KernelBtf;
import dev.nfdrop.ebpf.kallsyms.Kallsyms;
import dev.nfdrop.ebpf.kallsyms.Symbol;
import dev.nfdrop.ebpf.kallsyms.SymbolTable;
import dev.nfdrop.ebpf.sys.KernelException;
import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Code;
import dev.nfdrop.locator.machine.Text;
import dev.nfdrop.nftables.netlink.NftablesSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is known of the running kernel before anything is attached.
///
/// @param release as `uname -r` prints it
/// @param layout where it keeps what a record needs
/// @param symbols of the kernel and its modules
public record RunningKernel(
    String release, Architecture architecture, KernelLayout layout, SymbolTable symbols) {
  private static final Path RELEASE = Path.of("/proc/sys/kernel/osrelease");
  private static final String MODULE = "nf_tables";

  /// `__x86_indirect_thunk_array`, arch/x86/lib/retpoline.S.
  private static final String TABLE_SUFFIX = "_array";

  /// Taken for the length of a function that no other symbol follows.
  private static final int LENGTH_LIMIT = 16 << 10;

  /// What came of the attempt to get to know the kernel.
  public sealed interface Reading {
    record Known(RunningKernel kernel) implements Reading {}

    /// Something is missing.
    ///
    /// @param reason what is missing, and what would help
    record Unknown(String reason) implements Reading {}
  }

  /// Reads BTF and symbols. Has the kernel load nf_tables if it can and has not.
  public static Reading read() {
    var refusal = loadNfTables();
    if (refusal.isPresent()) {
      return new Reading.Unknown("this kernel has no nf_tables: " + refusal.get());
    }
    if (!Files.isReadable(KernelBtf.VMLINUX)) {
      return new Reading.Unknown(
          KernelBtf.VMLINUX + " is missing: the kernel was built without CONFIG_DEBUG_INFO_BTF");
    }
    return switch (Kallsyms.read(Kallsyms.PROC)) {
      case Kallsyms.Unavailable(var reason, var remedy) ->
          new Reading.Unknown(reason + "; " + remedy);
      case SymbolTable symbols -> read(symbols);
    };
  }

  /// The kernel loads the module when somebody asks it for a ruleset's generation.
  private static Optional<String> loadNfTables() {
    try (var here = NetworkNamespace.current();
        var socket = NftablesSocket.open(here)) {
      var _ = socket.generation();
      return Optional.empty();
    } catch (KernelException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static Reading read(SymbolTable symbols) {
    var vmlinux = Btf.load(KernelBtf.VMLINUX);
    var btf = KernelBtf.module(MODULE, vmlinux).orElse(vmlinux);
    var release = runningRelease();
    boolean described = btf.hasStruct("nft_pktinfo");
    if (!described && !release.startsWith(Linux510Layout.RELEASE)) {
      return new Reading.Unknown(
          "no BTF describes nf_tables: the kernel was built without CONFIG_DEBUG_INFO_BTF_MODULES");
    }
    try {
      var layout = described ? KernelLayout.from(btf) : Linux510Layout.from(btf);
      return new Reading.Known(new RunningKernel(release, runningArchitecture(), layout, symbols));
    } catch (BtfLookupException e) {
      return new Reading.Unknown(
          "the layout of this kernel's nf_tables is not known: " + e.getMessage());
    }
  }

  /// The live code of a function with its outlined parts.
  ///
  /// @return empty where the kernel has no such function
  public Optional<Code> code(String function) {
    var parts = new ArrayList<Text>();
    try (var memory = KernelText.open()) {
      for (var symbol : parts(function)) {
        text(symbol, memory).ifPresent(parts::add);
      }
    }
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Code(function, architecture, parts, this::functionAt, Map.of(), List.of()));
  }

  /// The function first, then what the compiler outlined from it.
  private List<Symbol> parts(String function) {
    var parts = new ArrayList<>(symbols.findCode(function));
    parts.addAll(symbols.findCode(function + ".cold"));
    return parts;
  }

  private Optional<Text> text(Symbol symbol, KernelText memory) {
    var known = symbols.codeSizeBytes(symbol);
    var length = (int) Math.min(known.orElse(LENGTH_LIMIT), LENGTH_LIMIT);
    return memory
        .read(symbol.address(), length)
        .map(bytes -> new Text(symbol.name(), symbol.address(), bytes));
  }

  /// A table of functions starts where its first function does: the function's name says more.
  private Optional<String> functionAt(long address) {
    return symbols.at(address).stream()
        .filter(Symbol::isCode)
        .map(Symbol::name)
        .min(Comparator.comparing((String name) -> name.endsWith(TABLE_SUFFIX)));
  }

  private static Architecture runningArchitecture() {
    return switch (System.getProperty("os.arch")) {
      case "amd64" -> Architecture.X86_64;
      case "aarch64" -> Architecture.ARM64;
      case String other -> throw new IllegalStateException("no nfdrop for processor " + other);
    };
  }

  private static String runningRelease() {
    try {
      return Files.readString(RELEASE).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
