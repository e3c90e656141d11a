package dev.nfdrop.ebpf.btf;

/// The kernel lacks a type, member or constant that was asked for.
///
/// The message names what was looked for and the BTF it was looked for in. Members come and go
/// between kernels: where that is expected, use the `find…` methods of [Btf].
public final class BtfLookupException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BtfLookupException(String origin, String missing) {
    super("BTF %s: %s".formatted(origin, missing));
  }
}
