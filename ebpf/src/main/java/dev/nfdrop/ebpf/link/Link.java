package dev.nfdrop.ebpf.link;

/// A program attached to a place in the kernel; closing detaches it.
public sealed interface Link extends AutoCloseable permits RawTracepoint, Kprobe, NetfilterHook {
  /// The place, in field terms.
  String place();

  @Override
  void close();
}
