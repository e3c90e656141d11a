package dev.nfdrop.trace.kernel;

import dev.nfdrop.ebpf.btf.Btf;
import dev.nfdrop.ebpf.btf.BtfLookupException;
import dev.nfdrop.ebpf.btf.KernelBtf;
import dev.nfdrop.ebpf.kallsyms.Kallsyms;
import dev.nfdrop.ebpf.kallsyms.SymbolTable;
import dev.nfdrop.ebpf.sys.Lockdown;
import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Code;
import java.util.Optional;

/// What is known of the running kernel before anything is attached.
///
/// @param release as `uname -r` prints it
/// @param layout where it keeps what a record needs
/// @param symbols of the kernel and its modules
/// @param text its code
public record RunningKernel(
    String release,
    Architecture architecture,
    KernelLayout layout,
    SymbolTable symbols,
    LiveText text) {

  /// What came of the attempt to get to know the kernel.
  public sealed interface Reading {
    record Known(RunningKernel kernel) implements Reading {}

    /// There are no rules yet: nf_tables is a module, and not loaded.
    record WithoutNfTables() implements Reading {
      /// What to tell somebody who does not wait.
      public String reason() {
        return "nf_tables is not loaded: modprobe nf_tables loads it";
      }
    }

    /// Something is missing.
    ///
    /// @param reason what is missing, and what would help
    record Unknown(String reason) implements Reading {}
  }

  /// Reads BTF and symbols. Never has the kernel load nf_tables.
  public static Reading read() {
    if (Lockdown.current() == Lockdown.CONFIDENTIALITY) {
      return new Reading.Unknown(
          "this kernel was locked down (lockdown=confidentiality): BPF programs may not read its"
              + " memory; boot with lockdown=integrity or without");
    }
    var btf = RunningSystem.btf();
    if (btf.isEmpty()) {
      return new Reading.Unknown(
          KernelBtf.VMLINUX
              + " cannot be read: the kernel was built without CONFIG_DEBUG_INFO_BTF=y, or /sys is"
              + " not that of the host; boot another kernel, or show it to the container");
    }
    return switch (Kallsyms.read(Kallsyms.PROC)) {
      case Kallsyms.Unavailable(var reason, var remedy) ->
          new Reading.Unknown(reason + "; " + remedy);
      case SymbolTable symbols ->
          RunningSystem.hasNfTables(symbols)
              ? read(symbols, btf.get())
              : new Reading.WithoutNfTables();
    };
  }

  /// Whether there can be rules, for who need not know more: nf_tables is built in, or loaded and
  /// ready. Needs no rights.
  public static boolean hasNfTables() {
    return RunningSystem.hasNfTables();
  }

  private static Reading read(SymbolTable symbols, Btf btf) {
    var release = RunningSystem.release();
    boolean described = btf.hasStruct("nft_pktinfo");
    if (!described && !release.startsWith(Linux510Layout.RELEASE)) {
      return new Reading.Unknown(
          "no BTF describes nf_tables (/sys/kernel/btf/nf_tables): the kernel was built without"
              + " CONFIG_DEBUG_INFO_BTF_MODULES=y; boot another kernel");
    }
    try {
      var layout = withConntrack(described ? KernelLayout.from(btf) : Linux510Layout.from(btf));
      var architecture = RunningSystem.architecture();
      var text = LiveText.of(release, architecture, symbols, Optional.of(btf));
      return new Reading.Known(new RunningKernel(release, architecture, layout, symbols, text));
    } catch (BtfLookupException e) {
      return new Reading.Unknown(
          "the layout of this kernel's nf_tables is not known: " + e.getMessage());
    }
  }

  /// Connections are described by the module that tracks them, if not by nf_tables.
  private static KernelLayout withConntrack(KernelLayout layout) {
    return layout.conntrack().isPresent()
        ? layout
        : layout.with(RunningSystem.conntrackBtf().flatMap(ConntrackLayout::find));
  }

  /// The code of a function with its outlined parts, free of other tools' probes where that can be.
  ///
  /// @return empty where the kernel has no such function
  public Optional<Code> code(String function) {
    return text.code(function).map(LiveText.Live::code);
  }
}
