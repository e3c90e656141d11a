package dev.nfdrop.ebpf.program;

/// Kinds of programs: `enum bpf_prog_type`, include/uapi/linux/bpf.h.
public enum ProgramType {
  /// Context: `struct __sk_buff`.
  SOCKET_FILTER(1),
  /// Context: `struct pt_regs`.
  KPROBE(2),
  /// Context: the tracepoint's arguments, 64 bits each.
  RAW_TRACEPOINT(17),
  /// Runs only when user space says so, and may sleep; context: any bytes. Since 5.14.
  SYSCALL(31),
  /// A function at a netfilter hook, which returns `NF_DROP` or `NF_ACCEPT`; context: `struct
  /// bpf_nf_ctx`. Since 6.4.
  NETFILTER(32, 45);

  private final int number;
  private final int attachType;

  ProgramType(int number) {
    this(number, 0);
  }

  /// @param attachType of `enum bpf_attach_type`, where the kernel wants it when a program is
  ///   loaded
  ProgramType(int number, int attachType) {
    this.number = number;
    this.attachType = attachType;
  }

  public int attachType() {
    return attachType;
  }

  int number() {
    return number;
  }
}
