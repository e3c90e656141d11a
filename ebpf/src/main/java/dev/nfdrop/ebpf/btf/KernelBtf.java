package dev.nfdrop.ebpf.btf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The BTF of the running kernel in sysfs. Kernel floor: 5.4 for vmlinux, 5.11 for modules, both
/// with `CONFIG_DEBUG_INFO_BTF`.
public final class KernelBtf {
  /// The directory of all of them.
  public static final Path DIRECTORY = Path.of("/sys/kernel/btf");

  /// The BTF of the kernel image.
  public static final Path VMLINUX = DIRECTORY.resolve("vmlinux");

  private KernelBtf() {}

  /// The split BTF of a loaded module on top of `vmlinux`. Empty where the module is built in, not
  /// loaded, or was built without BTF: the kernel shows no difference.
  public static Optional<Btf> module(String module, Btf vmlinux) {
    var file = DIRECTORY.resolve(module);
    return Files.isReadable(file) ? Optional.of(Btf.loadSplit(file, vmlinux)) : Optional.empty();
  }
}
