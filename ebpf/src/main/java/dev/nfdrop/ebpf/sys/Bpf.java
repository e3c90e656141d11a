package dev.nfdrop.ebpf.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.regex.Pattern;

/// bpf(2).
///
/// Attributes are a segment laid out as the part of `union bpf_attr` (include/uapi/linux/bpf.h)
/// that belongs to the command; its size is passed on, so shorter ones than the kernel's are fine.
public final class Bpf {
  /// `BPF_OBJ_NAME_LEN` without the final zero, and what `bpf_obj_name_cpy` lets through,
  /// kernel/bpf/syscall.c.
  private static final Pattern OBJECT_NAME = Pattern.compile("[A-Za-z0-9_.]{1,15}");

  private Bpf() {}

  /// Checks the name of a map or program.
  ///
  /// @return the name
  /// @throws IllegalArgumentException unless it has 1 to 15 letters, digits, `_` or `.`
  public static String requireObjectName(String name) {
    if (!OBJECT_NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "\"%s\" does not name a BPF object: 1 to 15 letters, digits, _ or .".formatted(name));
    }
    return name;
  }

  /// Makes the call. Where the limit of locked memory may be the reason for a refusal, it takes the
  /// limit away and tries again.
  ///
  /// @return the result, not negative, or the negated errno
  public static int call(BpfCommand command, MemorySegment attributes) {
    var result = callOnce(command, attributes);
    var mayBeTheLimit = command.chargesLockedMemory() && result == -Errno.EPERM.number();
    return mayBeTheLimit && LockedMemory.removeLimit() ? callOnce(command, attributes) : result;
  }

  private static int callOnce(BpfCommand command, MemorySegment attributes) {
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
    return new KernelException("bpf(" + command + ")", subject, errno, remedy(command, errno));
  }

  /// Whether locked memory may be all that is missing: other commands are permitted.
  private static boolean isTheLimit(BpfCommand command) {
    return command.chargesLockedMemory()
        && Capabilities.effective().missing(Capability.CAP_BPF, Capability.CAP_PERFMON).isEmpty()
        && !LockedMemory.removeLimit()
        && isPermitted();
  }

  /// Whether the kernel takes bpf(2) from this process at all: it finds fault with the descriptor.
  private static boolean isPermitted() {
    try (var arena = Arena.ofConfined()) {
      var attributes = arena.allocate(Long.BYTES * 2, Long.BYTES);
      attributes.set(ValueLayout.JAVA_INT, 0, -1);
      var result = callOnce(BpfCommand.BPF_OBJ_GET_INFO_BY_FD, attributes);
      return !Refusal.isNotPermitted(Errno.ofResult(result));
    }
  }

  private static String remedy(BpfCommand command, Errno errno) {
    if (Refusal.isNotPermitted(errno)) {
      return isTheLimit(command)
          ? "Linux before 5.11 counts it as locked memory, which is limited here: allow more (ulimit"
              + " -l unlimited), or run with CAP_SYS_RESOURCE"
          : Refusal.remedy("bpf and perf_event_open", Capability.CAP_BPF, Capability.CAP_PERFMON);
    }
    if (errno.equals(Errno.EMFILE)) {
      return "raise the limit of open files (ulimit -n)";
    }
    return errno.equals(Errno.ENOSYS) ? "this kernel is built without CONFIG_BPF_SYSCALL" : "";
  }
}
