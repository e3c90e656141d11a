package dev.nfdrop.ebpf.btf;

import java.util.OptionalLong;

/// What a BTF says about the size of its own kinds, so that a reader can step over those that it
/// does not know. Absent, and then empty, before Linux 7.1.
///
/// Source: `struct btf_layout`, include/uapi/linux/btf.h: one byte for what follows `struct
/// btf_type`, one for each element, two of flags.
record Layout(Bytes bytes, int start, int end) {
  private static final int ENTRY_BYTES = 4;

  /// Bytes after `struct btf_type` for a type with `vlen` elements; empty if not said.
  OptionalLong trailingBytes(int kind, int vlen) {
    int at = start + kind * ENTRY_BYTES;
    return at + ENTRY_BYTES <= end
        ? OptionalLong.of(bytes.u8(at) + (long) bytes.u8(at + 1) * vlen)
        : OptionalLong.empty();
  }
}
