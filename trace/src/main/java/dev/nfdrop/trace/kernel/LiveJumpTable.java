package dev.nfdrop.trace.kernel;

import dev.nfdrop.ebpf.btf.Btf;
import dev.nfdrop.ebpf.kallsyms.Symbol;
import dev.nfdrop.ebpf.kallsyms.SymbolTable;
import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.PatchSite;
import dev.nfdrop.locator.machine.Text;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The static keys of the running kernel, or of one of its modules: the kernel rewrites the
/// instructions there whenever somebody turns a key, and refuses kprobes on them
/// (`jump_label_text_reserved`, kernel/jump_label.c).
///
/// It keeps the table for that purpose. Those of alternatives it drops after they have been
/// applied, once; it refuses no kprobe there.
record LiveJumpTable(
    Architecture architecture, SymbolTable symbols, Optional<Btf> btf, KernelMemory memory) {
  /// `struct jump_entry { s32 code; s32 target; long key; }`, include/linux/jump_label.h, with
  /// `CONFIG_HAVE_ARCH_JUMP_LABEL_RELATIVE`: arm64 and x86 since 4.19.
  private static final int ENTRY_BYTES = 16;

  private static final int MAX_TABLE_BYTES = 16 << 20;
  private static final int ARM64_INSTRUCTION_BYTES = 4;

  /// `JUMP_LABEL_NOP_SIZE` where the target is far, arch/x86/include/asm/jump_label.h.
  private static final int X86_LONG_BYTES = 5;

  private static final int X86_SHORT_BYTES = 2;
  private static final int X86_SHORT_JUMP = 0xeb;

  /// The two-byte nop `66 90`.
  private static final int X86_OPERAND_SIZE_PREFIX = 0x66;

  private record Range(long address, int sizeBytes) {}

  /// The sites in some texts of one owner.
  ///
  /// @param module that the texts belong to; empty for the kernel itself
  /// @return empty where the table cannot be read
  Optional<List<PatchSite>> sites(List<Text> texts, Optional<String> module) {
    return module
        .map(this::ofModule)
        .orElseGet(this::ofKernel)
        .flatMap(range ->
            memory
                .read(range.address(), range.sizeBytes())
                .map(bytes -> sites(range, bytes, texts)));
  }

  /// include/asm-generic/vmlinux.lds.h, JUMP_TABLE_DATA.
  private Optional<Range> ofKernel() {
    var start = symbol("__start___jump_table");
    var stop = symbol("__stop___jump_table");
    return start.isEmpty() || stop.isEmpty()
        ? Optional.empty()
        : range(start.get().address(), stop.get().address() - start.get().address());
  }

  private Optional<Symbol> symbol(String name) {
    return symbols.find(name).stream().filter(found -> found.module().isEmpty()).findFirst();
  }

  /// `jump_entries` and `num_jump_entries` of the module's own `struct module`,
  /// include/linux/module.h.
  private Optional<Range> ofModule(String module) {
    var self = symbols.findInModule("__this_module", module).stream().findFirst();
    if (self.isEmpty()) {
      return Optional.empty();
    }
    var entries = member(self.get(), "jump_entries", Long.BYTES);
    var count = member(self.get(), "num_jump_entries", Integer.BYTES);
    return entries.isEmpty() || count.isEmpty()
        ? Optional.empty()
        : range(entries.get(), Integer.toUnsignedLong(count.get().intValue()) * ENTRY_BYTES);
  }

  private Optional<Long> member(Symbol self, String name, int bytes) {
    return btf.flatMap(found -> found.findMember("module", name))
        .flatMap(member -> memory.read(self.address() + member.offsetBytes(), bytes))
        .map(value -> bytes == Long.BYTES ? wrap(value).getLong(0) : wrap(value).getInt(0));
  }

  private static Optional<Range> range(long address, long sizeBytes) {
    return sizeBytes < 0 || sizeBytes > MAX_TABLE_BYTES
        ? Optional.empty()
        : Optional.of(new Range(address, (int) sizeBytes));
  }

  private List<PatchSite> sites(Range range, byte[] bytes, List<Text> texts) {
    var table = wrap(bytes);
    var sites = new ArrayList<PatchSite>();
    for (int at = 0; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) {
      long code = range.address() + at + table.getInt(at);
      long target = range.address() + at + Integer.BYTES + table.getInt(at + Integer.BYTES);
      texts.stream()
          .filter(text -> text.contains(code))
          .map(text -> new PatchSite(code, length(text, code), PatchSite.Kind.STATIC_KEY, target))
          .forEach(sites::add);
    }
    return List.copyOf(sites);
  }

  private int length(Text text, long at) {
    return switch (architecture) {
      case ARM64 -> ARM64_INSTRUCTION_BYTES;
      case X86_64 -> {
        int opcode = text.unsignedByte(at);
        yield opcode == X86_SHORT_JUMP || opcode == X86_OPERAND_SIZE_PREFIX
            ? X86_SHORT_BYTES
            : X86_LONG_BYTES;
      }
    };
  }

  private static ByteBuffer wrap(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
