package dev.nfdrop.ebpf.ringbuf;

/// Flags of `bpf_ringbuf_submit`, `_discard` and `_output`, and queries of `bpf_ringbuf_query`;
/// include/uapi/linux/bpf.h.
public final class RingBufferFlag {
  /// `BPF_RB_NO_WAKEUP`: the reader will look by itself.
  public static final int NO_WAKEUP = 1;

  /// `BPF_RB_FORCE_WAKEUP`: the reader is woken, whatever its position.
  public static final int FORCE_WAKEUP = 2;

  /// `BPF_RB_AVAIL_DATA`: asks for the bytes not yet consumed.
  public static final int AVAILABLE_DATA = 0;

  private RingBufferFlag() {}
}
