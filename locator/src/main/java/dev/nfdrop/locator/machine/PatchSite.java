package dev.nfdrop.locator.machine;

/// Bytes that the kernel rewrites while it runs, where no kprobe may stand.
///
/// @param address of the first byte
/// @param length in bytes
/// @param jumpTarget where a static key's jump goes when it is one; 0 for other kinds
public record PatchSite(long address, int length, Kind kind, long jumpTarget) {

  /// Who rewrites them.
  public enum Kind {
    /// `struct jump_entry`, include/linux/jump_label.h: a nop or a jump.
    STATIC_KEY,
    /// `struct alt_instr`: one of several instruction sequences, by processor feature.
    ALTERNATIVE,
    /// `__mcount_loc`, `__patchable_function_entries`: ftrace's call or nops.
    FTRACE,
    /// `.static_call_sites`: a call whose target changes.
    STATIC_CALL
  }

  /// Whether an instruction at `from` of `count` bytes shares a byte with this site.
  public boolean overlaps(long from, int count) {
    return from < address + length && address < from + count;
  }
}
