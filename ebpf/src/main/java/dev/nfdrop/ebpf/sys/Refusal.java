package dev.nfdrop.ebpf.sys;

import java.util.stream.Collectors;

/// Why the kernel may not have permitted a call, and what to do: the first thing that stands in the
/// way of this process.
public final class Refusal {
  private Refusal() {}

  /// Whether an error can mean that a call is not permitted. A seccomp filter may answer as if the
  /// kernel had no such call.
  public static boolean isNotPermitted(Errno errno) {
    return errno.equals(Errno.EPERM)
        || errno.equals(Errno.EACCES)
        || (errno.equals(Errno.ENOSYS) && Confinement.hasSeccompFilter());
  }

  /// What to do about a call that was not permitted.
  ///
  /// @param call the system call, as seccomp filters name it
  /// @param needed the capabilities that the call needs
  public static String remedy(String call, Capability... needed) {
    var missing = Capabilities.effective().missing(needed);
    if (!missing.isEmpty()) {
      return missing.stream()
              .map(Capability::name)
              .collect(Collectors.joining(" and ", "needs ", ""))
          + ", or run as root";
    }
    if (Confinement.inUserNamespace()) {
      return "capabilities of a user namespace (a rootless container?) do not count here: run"
          + " outside";
    }
    if (Confinement.hasSeccompFilter()) {
      return "the capabilities are there, so the seccomp filter of this process (Seccomp: 2 in"
          + " /proc/self/status) is the likely cause: have the container runtime allow "
          + call;
    }
    return switch (Lockdown.current()) {
      case CONFIDENTIALITY -> "the kernel is locked down: boot without lockdown=confidentiality";
      case NONE, INTEGRITY ->
          "the capabilities are there, so a security module (SELinux, AppArmor) is the likely cause:"
              + " look for its message in the kernel log";
    };
  }
}
