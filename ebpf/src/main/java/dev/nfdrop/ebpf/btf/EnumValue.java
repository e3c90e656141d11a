package dev.nfdrop.ebpf.btf;

/// A constant of an enum.
///
/// `value` is sign-extended where the BTF calls the enum signed. Kernels before 6.0 never do: a
/// constant -1 of theirs reads as 4294967295.
public record EnumValue(String name, long value) {}
