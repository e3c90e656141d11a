package dev.nfdrop.ebpf.sys;

import java.lang.foreign.MemorySegment;

/// perf_event_open(2) and the ioctls that attach a program to an event.
public final class PerfEvent {
  /// `PERF_FLAG_FD_CLOEXEC`, include/uapi/linux/perf_event.h.
  private static final long CLOSE_ON_EXEC = 8;

  /// `PERF_EVENT_IOC_ENABLE`: `_IO('$', 0)`.
  private static final long IOCTL_ENABLE = 0x2400;

  /// `PERF_EVENT_IOC_SET_BPF`: `_IOW('$', 8, __u32)`.
  private static final long IOCTL_SET_BPF = 0x40042408;

  private static final long EVERY_PROCESS = -1;
  private static final long NO_GROUP = -1;

  private PerfEvent() {}

  /// Opens an event of all processes on one CPU; for a probe the CPU does not limit where it fires.
  ///
  /// @param attributes a `struct perf_event_attr` whose `size` is set
  /// @return a descriptor, not yet owned, or the negated errno
  public static int tryOpen(MemorySegment attributes, int cpu) {
    return (int)
        Libc.call(
            SystemCall.PERF_EVENT_OPEN,
            attributes.address(),
            EVERY_PROCESS,
            cpu,
            NO_GROUP,
            CLOSE_ON_EXEC);
  }

  /// Attaches a loaded program to an event; it is detached when the event is closed.
  ///
  /// @throws KernelException if the kernel refuses
  public static void attach(FileDescriptor event, FileDescriptor program) {
    ioctl(event, IOCTL_SET_BPF, program.number(), "ioctl(PERF_EVENT_IOC_SET_BPF)");
    ioctl(event, IOCTL_ENABLE, 0, "ioctl(PERF_EVENT_IOC_ENABLE)");
  }

  private static void ioctl(FileDescriptor event, long code, long argument, String call) {
    var result = Libc.call(SystemCall.IOCTL, event.number(), code, argument);
    if (result < 0) {
      throw new KernelException(call, event.what(), Errno.ofResult(result));
    }
  }
}
