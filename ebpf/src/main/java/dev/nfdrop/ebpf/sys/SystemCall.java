package dev.nfdrop.ebpf.sys;

/// The system calls in use, with their numbers.
///
/// Sources: arch/x86/entry/syscalls/syscall_64.tbl for x86-64, include/uapi/asm-generic/unistd.h
/// for aarch64. Calls that aarch64 never had (`open`, `poll`, `epoll_wait`) are absent: their
/// successors exist on both.
enum SystemCall {
  // spotless:off
  BIND            ( 49, 200),
  BPF             (321, 280),
  CAPSET          (126,  91),
  CLOSE           (  3,  57),
  EPOLL_CREATE1   (291,  20),
  EPOLL_CTL       (233,  21),
  EPOLL_PWAIT     (281,  22),
  EVENTFD2        (290,  19),
  GETEUID         (107, 175),
  IOCTL           ( 16,  29),
  MMAP            (  9, 222),
  MUNMAP          ( 11, 215),
  OPENAT          (257,  56),
  PERF_EVENT_OPEN (298, 241),
  PPOLL           (271,  73),
  PRCTL           (157, 167),
  PRLIMIT64       (302, 261),
  READ            (  0,  63),
  RECVFROM        ( 45, 207),
  SENDTO          ( 44, 206),
  SETNS           (308, 268),
  SETSOCKOPT      ( 54, 208),
  SOCKET          ( 41, 198),
  UNSHARE         (272,  97),
  WRITE           (  1,  64);
  // spotless:on

  private final int x86;
  private final int arm64;

  SystemCall(int x86, int arm64) {
    this.x86 = x86;
    this.arm64 = arm64;
  }

  /// The number on the architecture that runs this code.
  int number() {
    return switch (Architecture.HOST) {
      case X86_64 -> x86;
      case AARCH64 -> arm64;
    };
  }
}
