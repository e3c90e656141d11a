package dev.nfdrop.locator.image;

import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.PatchSite;
import dev.nfdrop.locator.machine.PatchSite.Kind;
import dev.nfdrop.locator.machine.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;

/// Reads the tables in which the kernel keeps what it rewrites, for some pieces of text.
final class PatchTables {
  private static final int X86_CALL_BYTES = 5;
  private static final int ARM64_INSTRUCTION_BYTES = 4;
  private static final int ARM64_NOP = 0xd503201f;
  private static final int ARM64_BTI_C = 0xd503245f;

  private final Architecture architecture;
  private final List<Text> texts;
  private final List<PatchSite> sites = new ArrayList<>();

  private final LongPredicate isCode;

  /// @param texts the pieces whose sites are wanted
  /// @param isCode whether an address lies in any code of the image
  PatchTables(Architecture architecture, List<Text> texts, LongPredicate isCode) {
    this.architecture = architecture;
    this.isCode = isCode;
    this.texts = texts;
  }

  List<PatchSite> sites() {
    return List.copyOf(sites);
  }

  /// `struct jump_entry { s32 code; s32 target; long key; }`, include/linux/jump_label.h, with
  /// `CONFIG_HAVE_ARCH_JUMP_LABEL_RELATIVE`: arm64 and x86 since 4.19.
  void jumpTable(Table table) {
    for (int at = 0; at + 16 <= table.size(); at += 16) {
      long address = table.relativePointer(at);
      long target = table.relativePointer(at + 4L);
      text(address)
          .ifPresent(text -> add(address, jumpLength(text, address), Kind.STATIC_KEY, target));
    }
  }

  /// From 5.14 on x86 takes the two-byte forms where the target is near.
  private int jumpLength(Text text, long address) {
    if (architecture == Architecture.ARM64) {
      return ARM64_INSTRUCTION_BYTES;
    }
    int opcode = text.unsignedByte(address);
    return opcode == 0xeb || opcode == 0x66 ? 2 : X86_CALL_BYTES;
  }

  /// `struct alt_instr`, arch/x86/include/asm/alternative.h and
  /// arch/arm64/include/asm/alternative.h: two `s32` pointers, the first to the original
  /// instructions, whose length in bytes is one of the bytes behind.
  void alternatives(Table table) {
    var form = AlternativeForm.of(architecture, table, isCode);
    for (int at = 0; at + form.entryBytes() <= table.size(); at += form.entryBytes()) {
      long address = table.relativePointer(at);
      int length = table.bytes().unsignedByte(at + (long) form.lengthOffset());
      if (length > 0 && isText(address)) {
        add(address, length, Kind.ALTERNATIVE, 0);
      }
    }
  }

  /// `__mcount_loc` on x86: the addresses of `call __fentry__`.
  void ftraceCalls(Table table) {
    for (int at = 0; at + Long.BYTES <= table.size(); at += Long.BYTES) {
      long address = table.pointer(at);
      if (isText(address)) {
        add(address, X86_CALL_BYTES, Kind.FTRACE, 0);
      }
    }
  }

  /// `__patchable_function_entries` on arm64: where the compiler put nops for ftrace. Two stand at
  /// the start of the function, behind a `bti`; with `CONFIG_DYNAMIC_FTRACE_WITH_CALL_OPS` the
  /// address is that of two more before the function.
  void ftraceNops(Table table) {
    for (int at = 0; at + Long.BYTES <= table.size(); at += Long.BYTES) {
      long address = table.pointer(at);
      long start = isText(address) ? address : address + 2 * ARM64_INSTRUCTION_BYTES;
      text(start).ifPresent(text -> nopsFrom(text, start));
    }
  }

  private void nopsFrom(Text text, long start) {
    int found = 0;
    for (long at = start; found < 2 && text.remaining(at) >= 4; at += ARM64_INSTRUCTION_BYTES) {
      int word = (int) text.signed(at, ARM64_INSTRUCTION_BYTES);
      if (word == ARM64_NOP) {
        add(at, ARM64_INSTRUCTION_BYTES, Kind.FTRACE, 0);
        found++;
      } else if (word != ARM64_BTI_C) {
        return;
      }
    }
  }

  /// `struct static_call_site { s32 addr; s32 key; }`, include/linux/static_call_types.h.
  void staticCalls(Table table) {
    for (int at = 0; at + 8 <= table.size(); at += 8) {
      long address = table.relativePointer(at);
      if (isText(address)) {
        add(address, X86_CALL_BYTES, Kind.STATIC_CALL, 0);
      }
    }
  }

  private void add(long address, int length, Kind kind, long target) {
    sites.add(new PatchSite(address, length, kind, target));
  }

  private Optional<Text> text(long address) {
    return texts.stream().filter(text -> text.contains(address)).findFirst();
  }

  private boolean isText(long address) {
    return text(address).isPresent();
  }
}
