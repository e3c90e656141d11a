package dev.nfdrop.ebpf.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/// Waits for descriptors to become readable: epoll(7), level-triggered.
///
/// One thread waits; any thread may call [#wakeUp()].
public final class Epoll implements AutoCloseable {
  /// `EPOLL_CLOEXEC` and `EFD_CLOEXEC | EFD_NONBLOCK`: the values of `O_CLOEXEC` and `O_NONBLOCK`.
  private static final long CLOSE_ON_EXEC = 0x80000;

  private static final long CLOSE_ON_EXEC_NON_BLOCKING = 0x80000 | 0x800;

  /// `EPOLL_CTL_ADD` and `EPOLLIN`, include/uapi/linux/eventpoll.h.
  private static final long ADD = 1;

  private static final int READABLE = 1;

  /// `struct epoll_event` is packed on x86-64 only.
  private static final long EVENT_BYTES =
      switch (Architecture.HOST) {
        case X86_64 -> 12;
        case AARCH64 -> 16;
      };

  private static final int MAX_EVENTS = 16;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment events =
      arena.allocate(MAX_EVENTS * EVENT_BYTES, JAVA_LONG.byteAlignment());
  private final MemorySegment counter = arena.allocate(JAVA_LONG);
  private final MemorySegment one = arena.allocateFrom(JAVA_LONG, 1);
  private final FileDescriptor epoll;
  private final FileDescriptor wakeUp;

  private Epoll(FileDescriptor epoll, FileDescriptor wakeUp) {
    this.epoll = epoll;
    this.wakeUp = wakeUp;
  }

  /// Opens an empty set.
  ///
  /// @throws KernelException if the kernel refuses
  public static Epoll open() {
    try (var opening = new CloseOnFailure()) {
      var epoll = opening.add(own(Libc.call(SystemCall.EPOLL_CREATE1, CLOSE_ON_EXEC), "epoll"));
      var wakeUp = Libc.call(SystemCall.EVENTFD2, 0, CLOSE_ON_EXEC_NON_BLOCKING);
      var set = new Epoll(epoll, opening.add(own(wakeUp, "eventfd")));
      set.add(set.wakeUp);
      return opening.done(set);
    }
  }

  /// Adds a descriptor; it leaves the set by being closed.
  ///
  /// @throws KernelException if the kernel refuses
  public void add(FileDescriptor descriptor) {
    try (var temporary = Arena.ofConfined()) {
      var event = temporary.allocate(EVENT_BYTES, JAVA_INT.byteAlignment());
      event.set(JAVA_INT, 0, READABLE);
      var result =
          Libc.call(
              SystemCall.EPOLL_CTL, epoll.number(), ADD, descriptor.number(), event.address());
      if (result < 0) {
        throw new KernelException("epoll_ctl", descriptor.what(), Errno.ofResult(result));
      }
    }
  }

  /// Waits until a descriptor is readable, somebody calls [#wakeUp()], a signal arrives or the time
  /// is over.
  ///
  /// @param timeout rounded up to milliseconds
  /// @return whether something is readable or a wake-up came
  /// @throws KernelException if the kernel refuses
  public boolean await(Duration timeout) {
    var millis = timeout.plusNanos(999_999).toMillis();
    var result =
        Libc.call(
            SystemCall.EPOLL_PWAIT, epoll.number(), events.address(), MAX_EVENTS, millis, 0, 0);
    if (result == -Errno.EINTR.number()) {
      return false;
    }
    if (result < 0) {
      throw new KernelException("epoll_pwait", epoll.what(), Errno.ofResult(result));
    }
    drainWakeUps();
    return result > 0;
  }

  /// Ends the wait that is going on, or the next one. Does nothing once this is closed, so that a
  /// thread which ends the program need not know how far the others are.
  public synchronized void wakeUp() {
    if (arena.scope().isAlive()) {
      Libc.call(SystemCall.WRITE, wakeUp.number(), one.address(), one.byteSize());
    }
  }

  @Override
  public synchronized void close() {
    wakeUp.close();
    epoll.close();
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }

  private void drainWakeUps() {
    Libc.call(SystemCall.READ, wakeUp.number(), counter.address(), counter.byteSize());
  }

  private static FileDescriptor own(long result, String what) {
    if (result < 0) {
      throw new KernelException(what, "", Errno.ofResult(result));
    }
    return FileDescriptor.own((int) result, what);
  }
}
