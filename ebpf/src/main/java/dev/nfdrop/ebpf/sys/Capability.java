package dev.nfdrop.ebpf.sys;

/// The capabilities that tracing may need; numbers from include/uapi/linux/capability.h.
public enum Capability {
  CAP_NET_ADMIN(12),
  CAP_NET_RAW(13),
  CAP_SYS_ADMIN(21),
  CAP_SYSLOG(34),
  /// Since 5.8; part of CAP_SYS_ADMIN before.
  CAP_PERFMON(38),
  /// Since 5.8; part of CAP_SYS_ADMIN before.
  CAP_BPF(39);

  private final int bit;

  Capability(int bit) {
    this.bit = bit;
  }

  long mask() {
    return 1L << bit;
  }

  /// Whether the kernel accepts CAP_SYS_ADMIN in its place: `bpf_capable()` and
  /// `perfmon_capable()`, include/linux/capability.h.
  boolean impliedBySysAdmin() {
    return this == CAP_BPF || this == CAP_PERFMON;
  }
}
