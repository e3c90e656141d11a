package dev.nfdrop.locator.site;

import dev.nfdrop.locator.flow.Block;
import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Code;
import dev.nfdrop.locator.machine.Control;
import dev.nfdrop.locator.machine.Instruction;
import java.util.Locale;
import java.util.Optional;

/// Whether a kprobe may stand on an instruction.
final class Probing {
  /// `RELATIVEJUMP_SIZE`, arch/x86/include/asm/kprobes.h: what a jump to a probe replaces, in
  /// bytes.
  private static final int JUMP_BYTES = 5;

  private Probing() {}

  /// What speaks against it: the kernel rewrites these bytes itself.
  static Optional<String> obstacle(Code code, Instruction instruction) {
    return code.patchSites().stream()
        .filter(site -> site.overlaps(instruction.address(), instruction.length()))
        .findFirst()
        .map(site ->
            "the kernel patches these bytes itself ("
                + site.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                + ")");
  }

  /// Whether a kprobe there costs as little as one can. x86 jumps to it instead of trapping where
  /// it can move whole instructions out of the way of the jump: none leads elsewhere, and nothing
  /// leads between them (`can_optimize()`, arch/x86/kernel/kprobes/opt.c). arm64 always traps.
  static boolean isCheap(Architecture architecture, Block block, Instruction first) {
    return switch (architecture) {
      case ARM64 -> true;
      case X86_64 -> {
        var moved =
            block.instructions().stream()
                .filter(at -> at.address() >= first.address())
                .filter(at -> at.address() < first.address() + JUMP_BYTES)
                .toList();
        yield moved.getLast().end() >= first.address() + JUMP_BYTES
            && moved.stream().allMatch(at -> at.control() instanceof Control.Next);
      }
    };
  }
}
