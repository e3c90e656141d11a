package dev.nfdrop.locator.site;

import dev.nfdrop.locator.flow.Block;
import dev.nfdrop.locator.flow.Graph;
import dev.nfdrop.locator.machine.Control;
import dev.nfdrop.locator.machine.Instruction;
import java.util.Optional;
import java.util.Set;

/// Signs that another tool has put a probe into live text, whose instructions are not the kernel's
/// own then.
final class ForeignPatches {
  private ForeignPatches() {}

  /// What a kprobe puts in the place of an instruction: arch/x86/include/asm/text-patching.h
  /// INT3_INSN_OPCODE, arch/arm64/include/asm/brk-imm.h KPROBES_BRK_IMM.
  private static final Set<String> BREAKPOINTS = Set.of("int3", "brk #0x4");

  /// What kallsyms calls the memory that optimised kprobes run in, since 5.8:
  /// include/linux/kprobes.h KPROBE_OPTINSN_PAGE_SYM. The name is that of a page's first byte.
  private static final String PROBE_PAGE = "kprobe_optinsn_page";

  /// The first of them on the function's ways; the text is to be read from a file instead then.
  static Optional<String> in(Graph graph) {
    for (var block : graph.blocks()) {
      for (var instruction : block.instructions()) {
        if (instruction.control() instanceof Control.Trap
            && BREAKPOINTS.contains(instruction.text())) {
          return Optional.of(describe(graph, instruction));
        }
      }
      if (isDetour(graph, block)) {
        return Optional.of(describe(graph, block.last()));
      }
    }
    return Optional.empty();
  }

  /// An optimised kprobe jumps to memory that is no function.
  private static boolean isDetour(Graph graph, Block block) {
    return block.exit() == Block.Exit.TAIL_CALL
        && graph.names().callee(block.last()).filter(name -> !name.equals(PROBE_PAGE)).isEmpty();
  }

  private static String describe(Graph graph, Instruction instruction) {
    return "%s at +0x%x looks like another tool's probe"
        .formatted(instruction.text(), instruction.address() - graph.entry());
  }
}
