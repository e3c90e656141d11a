package dev.nfdrop.trace.kernel;

import dev.nfdrop.ebpf.sys.KernelException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Optional;

/// Reads the running kernel's memory.
sealed interface KernelMemory extends AutoCloseable permits KernelText, KernelCore {
  /// The bytes at an address; empty where there is no memory.
  Optional<byte[]> read(long address, int length);

  @Override
  void close();

  /// By a BPF program; by `/proc/kcore` where the kernel refuses the program and shows that file.
  ///
  /// @throws KernelException if the kernel refuses both
  static KernelMemory open() {
    try {
      return KernelText.open();
    } catch (KernelException refusal) {
      if (!Files.isReadable(KernelCore.PROC)) {
        throw refusal;
      }
      return coreOr(refusal);
    }
  }

  private static KernelMemory coreOr(KernelException refusal) {
    try {
      return KernelCore.open(KernelCore.PROC);
    } catch (UncheckedIOException e) {
      refusal.addSuppressed(e);
      throw refusal;
    }
  }
}
