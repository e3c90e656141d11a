package dev.nfdrop.trace.kernel;

import dev.nfdrop.ebpf.btf.Btf;
import dev.nfdrop.ebpf.btf.KernelBtf;
import dev.nfdrop.ebpf.sys.KernelException;
import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.nftables.netlink.NftablesSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What this machine says about its kernel.
final class RunningSystem {
  private static final Path RELEASE = Path.of("/proc/sys/kernel/osrelease");
  private static final String MODULE = "nf_tables";

  private RunningSystem() {}

  /// Has the kernel load nf_tables if it has not: it does when somebody asks it for a ruleset's
  /// generation.
  ///
  /// @return why it cannot; empty if it is there
  static Optional<String> loadNfTables() {
    try (var here = NetworkNamespace.current();
        var socket = NftablesSocket.open(here)) {
      var _ = socket.generation();
      return Optional.empty();
    } catch (KernelException e) {
      return Optional.of(String.valueOf(e.getMessage()));
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
