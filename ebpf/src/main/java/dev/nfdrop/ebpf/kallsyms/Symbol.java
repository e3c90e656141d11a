package dev.nfdrop.ebpf.kallsyms;

import java.util.Optional;

/// A symbol of the kernel or of a module.
///
/// @param name as the kernel writes it; whoever wrote the module chose the bytes
/// @param address compared unsigned
/// @param type the letter of nm(1)
/// @param module empty for the kernel image; `bpf` for a BPF program
public record Symbol(String name, long address, char type, Optional<String> module) {
  /// Whether the symbol stands for code: in a text section, or weak, which in a kernel image means
  /// a function that an architecture may replace.
  public boolean isCode() {
    return isCode(type);
  }

  static boolean isCode(int type) {
    return type == 't' || type == 'T' || type == 'w' || type == 'W';
  }

  static boolean isAbsolute(int type) {
    return type == 'a' || type == 'A';
  }
}
