package dev.nfdrop.ebpf.sys;

import java.lang.foreign.MemorySegment;

/// bpf(2).
///
/// Attributes are a segment laid out as the part of `union bpf_attr` (include/uapi/linux/bpf.h)
/// that belongs to the command; its size is passed on, so shorter ones than the kernel's are fine.
public final class Bpf {
  private Bpf() {}

  /// Makes the call.
  ///
  /// @return the result, not negative, or the negated errno
  public static int call(BpfCommand command, MemorySegment attributes) {
    return (int)
        Libc.call(SystemCall.BPF, command.number(), attributes.address(), attributes.byteSize());
  }

  /// Makes the call and takes a refusal for an error.
  ///
  /// @param subject what the call is about, for the error message
  /// @throws KernelException if the kernel refuses
  public static int require(BpfCommand command, MemorySegment attributes, String subject) {
    var result = call(command, attributes);
    if (result < 0) {
      throw refusal(command, subject, result);
    }
    return result;
  }

  /// Makes a call whose result is a descriptor, and owns it.
  ///
  /// @param what the thing behind the descriptor in field terms
  /// @throws KernelException if the kernel refuses
  public static FileDescriptor open(BpfCommand command, MemorySegment attributes, String what) {
    return FileDescriptor.own(require(command, attributes, what), what);
  }

  /// The error for a negative result.
  public static KernelException refusal(BpfCommand command, String subject, int result) {
    var errno = Errno.ofResult(result);
    return new KernelException("bpf(" + command + ")", subject, errno, remedy(errno));
  }

  private static String remedy(Errno errno) {
    return switch (errno.number()) {
      case 1 -> "needs CAP_BPF and CAP_PERFMON (CAP_SYS_ADMIN before Linux 5.8), or run as root";
      case 24 -> "raise the limit of open files (ulimit -n)";
      case 38 -> "this kernel is built without CONFIG_BPF_SYSCALL";
      default -> "";
    };
  }
}
