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
  SYSCALL(31);

  private final int number;

  ProgramType(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
