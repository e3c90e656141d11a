package dev.nfdrop.ebpf.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;

/// The limit of locked memory, against which kernels before 5.11 count maps and programs.
public final class LockedMemory {
  /// `RLIMIT_MEMLOCK` and `RLIM_INFINITY`, include/uapi/asm-generic/resource.h.
  private static final long RESOURCE = 8;

  private static final long UNLIMITED = -1;

  private LockedMemory() {}

  /// Takes the limit of this process away, if it may.
  ///
  /// @return whether there is no limit now
  public static boolean removeLimit() {
    try (var arena = Arena.ofConfined()) {
      // struct rlimit64: soft limit, hard limit
      var limit = arena.allocateFrom(JAVA_LONG, UNLIMITED, UNLIMITED);
      return Libc.call(SystemCall.PRLIMIT64, 0, RESOURCE, limit.address(), 0) == 0;
    }
  }
}
