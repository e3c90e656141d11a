package dev.nfdrop.ebpf.sys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What containers put around a process, which a look at its capabilities does not show.
public final class Confinement {
  private static final Path STATUS = Path.of("/proc/thread-self/status");

  /// `SECCOMP_MODE_FILTER`, include/uapi/linux/seccomp.h.
  private static final String FILTERED = "Seccomp:\t2";

  private static final Path USER_NAMESPACE = Path.of("/proc/self/ns/user");

  /// `PROC_USER_INIT_INO`, include/linux/proc_ns.h.
  private static final long INITIAL_USER_NAMESPACE = 0xEFFFFFFDL;

  private Confinement() {}

  /// Whether a seccomp filter may refuse system calls of this thread.
  public static boolean hasSeccompFilter() {
    try {
      return Files.readAllLines(STATUS).contains(FILTERED);
    } catch (IOException _) {
      return false;
    }
  }

  /// Whether this process is in a user namespace of its own, as in a rootless container: what it is
  /// allowed there does not count for BPF and probes. False where the kernel does not say.
  public static boolean inUserNamespace() {
    try {
      return (long) Files.getAttribute(USER_NAMESPACE, "unix:ino") != INITIAL_USER_NAMESPACE;
    } catch (IOException _) {
      return false;
    }
  }
}
