package dev.nfdrop.trace.locate;

import dev.nfdrop.ebpf.btf.Btf;
import dev.nfdrop.ebpf.btf.KernelBtf;
import dev.nfdrop.locator.image.KernelImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// Reads the BTF of an image as far as it can be understood: a kernel's as it is, a module's on top
/// of its kernel's, or by itself.
///
/// @param file the image's, for messages
record ImageBtf(KernelImage image, Path file) {
  /// `BTF_MAGIC` in its first two bytes; include/uapi/linux/btf.h.
  private static final byte[] MAGIC = {(byte) 0x9f, (byte) 0xeb};

  /// What the image tells.
  ///
  /// @param kernelBtf the BTF of the module's kernel, raw or in a vmlinux, where the user knows it
  /// @throws IllegalKernelBtfException if that is not the one that the module was made for
  /// @throws dev.nfdrop.ebpf.btf.BtfFormatException if there is BTF that is none
  Told told(Optional<Path> kernelBtf) {
    var own = image.btf();
    if (own.isEmpty()) {
      return kernelBtf.map(given -> Told.by(parse(read(given), given))).orElse(Told.nothing());
    }
    if (image.moduleInfo("name").isEmpty()) {
      return Told.by(parse(own.get(), file));
    }
    return kernelBtf
        .map(given -> onTopOf(given, own.get()))
        .or(() -> onTopOfRunning(own.get()))
        .orElseGet(() -> Told.bySizes(own.get()));
  }

  private static Told onTopOf(Path given, byte[] module) {
    var base = read(given);
    if (!SplitBtf.continues(module, base)) {
      throw new IllegalKernelBtfException(given + " is not the BTF that the module was made for");
    }
    return Told.by(split(base, given, module));
  }

  /// The running kernel's, where the module was made for it.
  private static Optional<Told> onTopOfRunning(byte[] module) {
    if (!Files.isReadable(KernelBtf.VMLINUX)) {
      return Optional.empty();
    }
    return SplitBtf.continues(module, start(KernelBtf.VMLINUX))
        ? Optional.of(Told.by(split(read(KernelBtf.VMLINUX), KernelBtf.VMLINUX, module)))
        : Optional.empty();
  }

  private static Btf split(byte[] base, Path origin, byte[] module) {
    return Btf.split(
        parse(base, origin), MemorySegment.ofArray(module), "the module's BTF on top of " + origin);
  }

  private static Btf parse(byte[] content, Path origin) {
    return Btf.parse(MemorySegment.ofArray(content), "the BTF of " + origin);
  }

  /// Raw BTF, or the section `.BTF` of a kernel image.
  private static byte[] read(Path file) {
    if (!isRaw(file)) {
      try (var kernel = KernelImage.open(file)) {
        return kernel
            .btf()
            .orElseThrow(() -> new IllegalKernelBtfException(file + " has no section .BTF"));
      }
    }
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isRaw(Path file) {
    return Arrays.equals(Arrays.copyOf(start(file), MAGIC.length), MAGIC);
  }

  private static byte[] start(Path file) {
    try (var content = Files.newInputStream(file)) {
      return content.readNBytes(SplitBtf.HEADER_BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
