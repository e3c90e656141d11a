package dev.nfdrop.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Turns SIGINT, SIGTERM and SIGHUP into a request to end, and waits until the command has ended by
/// itself: everything received is printed and everything attached is detached.
///
/// Whatever the kernel holds for us hangs on file descriptors, so that even a command which does
/// not end in time leaves nothing behind.
final class Shutdown {
  private static final int GRACE_SECONDS = 30;

  private final AtomicBoolean requested = new AtomicBoolean();
  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile int status = ExitStatus.FAILED;

  /// One that no signal reaches.
  Shutdown() {}

  static Shutdown install() {
    var shutdown = new Shutdown();
    Runtime.getRuntime().addShutdownHook(new Thread(shutdown::await, "shutdown"));
    return shutdown;
  }

  /// Whether the command was asked to end.
  boolean requested() {
    return requested.get();
  }

  /// The command has ended and left nothing behind.
  void finished(int exitStatus) {
    status = exitStatus;
    finished.countDown();
  }

  /// Runs as the JVM's shutdown hook. A signal ends the JVM with 128 + its number whatever the
  /// command returns; halting here keeps the command's own status.
  private void await() {
    requested.set(true);
    try {
      if (!finished.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("nfdrop: did not end within " + GRACE_SECONDS + " s; leaving");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    System.err.flush();
    Runtime.getRuntime().halt(status);
  }
}
