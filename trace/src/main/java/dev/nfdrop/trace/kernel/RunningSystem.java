package dev.nfdrop.trace.kernel;

import dev.nfdrop.ebpf.btf.Btf;
import dev.nfdrop.ebpf.btf.KernelBtf;
import dev.nfdrop.ebpf.kallsyms.Kallsyms;
import dev.nfdrop.ebpf.kallsyms.SymbolTable;
import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.nftables.NftablesModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What this machine says about its kernel.
final class RunningSystem {
  private static final Path RELEASE = Path.of("/proc/sys/kernel/osrelease");
  private static final String MODULE = "nf_tables";
  private static final String CONNTRACK = "nf_conntrack";

  /// The function that runs the rules.
  private static final String RULES = "nft_do_chain";

  private RunningSystem() {}

  /// Whether there can be rules: nf_tables is built in, or loaded and ready.
  static boolean hasNfTables(SymbolTable symbols) {
    return symbols.findCode(RULES).stream()
        .anyMatch(function -> function.module().isEmpty() || NftablesModule.isLive());
  }

  /// Whether there can be rules, by the names of symbols alone.
  static boolean hasNfTables() {
    if (NftablesModule.isLive()) {
      return true;
    }
    // a symbol of a module has the module's name behind it
    try (var lines = Files.lines(Kallsyms.PROC, StandardCharsets.ISO_8859_1)) {
      return lines.anyMatch(line -> line.endsWith(" " + RULES));
    } catch (IOException | UncheckedIOException _) {
      return true; // nobody can tell: asking nf_tables will
    }
  }

  /// The BTF that describes nf_tables where any does, else the kernel's; empty where there is none.
  static Optional<Btf> btf() {
    if (!Files.isReadable(KernelBtf.VMLINUX)) {
      return Optional.empty();
    }
    var vmlinux = Btf.load(KernelBtf.VMLINUX);
    return Optional.of(KernelBtf.module(MODULE, vmlinux).orElse(vmlinux));
  }

  /// The BTF of the module that tracks connections; empty where it is built in, not loaded, or has
  /// none.
  static Optional<Btf> conntrackBtf() {
    return Files.isReadable(KernelBtf.DIRECTORY.resolve(CONNTRACK))
        ? KernelBtf.module(CONNTRACK, Btf.load(KernelBtf.VMLINUX))
        : Optional.empty();
  }

  static Architecture architecture() {
    return switch (System.getProperty("os.arch")) {
      case "amd64" -> Architecture.X86_64;
      case "aarch64" -> Architecture.ARM64;
      case String other -> throw new IllegalStateException("no nfdrop for processor " + other);
    };
  }

  /// As `uname -r` prints it.
  static String release() {
    try {
      return Files.readString(RELEASE).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
