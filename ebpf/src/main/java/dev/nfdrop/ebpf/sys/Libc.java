package dev.nfdrop.ebpf.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// The one downcall: `long syscall(long number, ...)` of the C library, with errno captured.
///
/// All system calls go through this single handle with six register-sized arguments; the kernel
/// ignores those that a call does not have. Results follow the kernel's own convention: a value
/// that is not negative, or the negated errno. Pointers are passed as addresses, so the caller
/// keeps the segment reachable, best by a confined arena that is closed after the call.
final class Libc {
  private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO = CAPTURED.varHandle(PathElement.groupElement("errno"));
  private static final MethodHandle SYSCALL = syscallHandle();

  /// Where errno of this thread's calls is written; each call overwrites it.
  private static final ThreadLocal<MemorySegment> STATE =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CAPTURED));

  private Libc() {}

  @SuppressWarnings("restricted")
  private static MethodHandle syscallHandle() {
    var linker = Linker.nativeLinker();
    var descriptor =
        FunctionDescriptor.of(
            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("syscall"),
        descriptor,
        Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(1));
  }

  static long call(SystemCall call) {
    return call(call, 0, 0, 0, 0, 0, 0);
  }

  static long call(SystemCall call, long a) {
    return call(call, a, 0, 0, 0, 0, 0);
  }

  static long call(SystemCall call, long a, long b) {
    return call(call, a, b, 0, 0, 0, 0);
  }

  static long call(SystemCall call, long a, long b, long c) {
    return call(call, a, b, c, 0, 0, 0);
  }

  static long call(SystemCall call, long a, long b, long c, long d) {
    return call(call, a, b, c, d, 0, 0);
  }

  static long call(SystemCall call, long a, long b, long c, long d, long e) {
    return call(call, a, b, c, d, e, 0);
  }

  /// Makes one system call.
  ///
  /// @return the result, or the negated errno
  static long call(SystemCall call, long a, long b, long c, long d, long e, long f) {
    var state = STATE.get();
    long result;
    try {
      result = (long) SYSCALL.invokeExact(state, (long) call.number(), a, b, c, d, e, f);
    } catch (Throwable impossible) {
      throw new AssertionError("a downcall cannot throw", impossible);
    }
    return result == -1 ? -(long) (int) ERRNO.get(state, 0L) : result;
  }
}
