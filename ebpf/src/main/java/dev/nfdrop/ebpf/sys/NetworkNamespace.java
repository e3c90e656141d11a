package dev.nfdrop.ebpf.sys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// A network namespace, kept alive by an open descriptor.
///
/// Nothing is mounted: a namespace from [#create()] is gone when the last descriptor, thread and
/// process in it are, however this process ends.
public final class NetworkNamespace implements AutoCloseable {
  private static final Path OWN = Path.of("/proc/thread-self/ns/net");
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  /// Where iproute2 keeps named namespaces: `NETNS_RUN_DIR`.
  private static final Path NAMED = Path.of("/run/netns");

  /// `CLONE_NEWNET`, include/uapi/linux/sched.h.
  private static final long NEW_NETWORK = 0x40000000L;

  /// `NS_GET_NSTYPE`, include/uapi/linux/nsfs.h: answers with a `CLONE_NEW*` flag.
  private static final long TYPE_OF_NAMESPACE = 0xb703;

  private final FileDescriptor descriptor;
  private final long inode;

  private NetworkNamespace(FileDescriptor descriptor, long inode) {
    this.descriptor = descriptor;
    this.inode = inode;
  }

  /// A task that may fail in its own way.
  ///
  /// @param <T> the result
  /// @param <E> the checked exception
  @FunctionalInterface
  public interface Task<T, E extends Exception> {
    T run() throws E;
  }

  /// The namespace of the calling thread.
  public static NetworkNamespace current() {
    return open(OWN);
  }

  /// The namespace that a file stands for, such as `/run/netns/blue` or `/proc/4242/ns/net`.
  ///
  /// @throws KernelException if the file cannot be opened
  /// @throws IllegalArgumentException if it is no network namespace
  public static NetworkNamespace open(Path path) {
    try (var opening = new CloseOnFailure()) {
      var descriptor = opening.add(FileDescriptor.openForReading(path));
      requireNetworkNamespace(path, descriptor);
      var link = DESCRIPTORS.resolve(Integer.toString(descriptor.number()));
      return opening.done(new NetworkNamespace(descriptor, inodeOf(link)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A fresh, empty namespace without a name. Its loopback interface is down.
  ///
  /// @throws KernelException if the kernel refuses
  public static NetworkNamespace create() {
    return onOwnThread(() -> {
      var result = Libc.call(SystemCall.UNSHARE, NEW_NETWORK);
      if (result < 0) {
        throw refusal("unshare(CLONE_NEWNET)", "", Errno.ofResult(result));
      }
      return current();
    });
  }

  /// The same namespace, kept open by itself.
  ///
  /// @throws KernelException if the kernel refuses
  public NetworkNamespace again() {
    return open(DESCRIPTORS.resolve(Integer.toString(descriptor.number())));
  }

  /// The inode number, by which the kernel and `ip netns` tell namespaces apart.
  public long inode() {
    return inode;
  }

  /// The descriptor that keeps the namespace alive; it stays owned by this object.
  public FileDescriptor descriptor() {
    return descriptor;
  }

  /// The name under which `ip netns` knows it, if it has one.
  public Optional<String> name() {
    if (!Files.isDirectory(NAMED)) {
      return Optional.empty();
    }
    try (var files = Files.list(NAMED)) {
      return files
          .filter(this::isThis)
          .map(file -> String.valueOf(file.getFileName()))
          .sorted()
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// Runs a task on a platform thread of its own that has entered this namespace, and waits for it.
  ///
  /// Sockets opened and processes started by the task live in the namespace, and stay there after
  /// it. The mount namespace does not change: `/sys/class/net` still shows the old interfaces. An
  /// interrupt of the caller does not end the wait.
  ///
  /// @return what the task returns
  /// @throws KernelException if the kernel refuses to enter
  /// @throws E what the task throws, as it is
  public <T, E extends Exception> T call(Task<T, E> task) throws E {
    return onOwnThread(() -> {
      enter();
      return task.run();
    });
  }

  /// Takes this namespace's loopback interface up.
  ///
  /// @throws KernelException if the kernel refuses
  public void loopbackUp() {
    this.<Boolean, RuntimeException>call(() -> {
      NetworkInterfaceFlags.bringUp("lo");
      return true;
    });
  }

  @Override
  public void close() {
    descriptor.close();
  }

  @Override
  public String toString() {
    return "network namespace " + inode;
  }

  private void enter() {
    var result = Libc.call(SystemCall.SETNS, descriptor.number(), NEW_NETWORK);
    if (result < 0) {
      throw refusal("setns", toString(), Errno.ofResult(result));
    }
  }

  private static KernelException refusal(String call, String subject, Errno errno) {
    var remedy =
        Refusal.isNotPermitted(errno)
            ? Refusal.remedy("setns and unshare", Capability.CAP_SYS_ADMIN)
            : "";
    return new KernelException(call, subject, errno, remedy);
  }

  private boolean isThis(Path file) {
    try {
      return inodeOf(file) == inode;
    } catch (IOException e) {
      return false; // deleted meanwhile
    }
  }

  private static long inodeOf(Path file) throws IOException {
    return (long) Files.getAttribute(file, "unix:ino");
  }

  private static void requireNetworkNamespace(Path path, FileDescriptor file) {
    if (Libc.call(SystemCall.IOCTL, file.number(), TYPE_OF_NAMESPACE) != NEW_NETWORK) {
      throw new IllegalArgumentException("%s is no network namespace".formatted(path));
    }
  }

  /// Runs a task on a new platform thread: only such a thread may change its namespace for itself.
  @SuppressWarnings("unchecked") // the task throws E or something unchecked
  private static <T, E extends Exception> T onOwnThread(Task<T, E> task) throws E {
    var result = new CompletableFuture<T>();
    Thread.ofPlatform()
        .name("netns")
        .daemon()
        .start(() -> {
          try {
            result.complete(task.run());
          } catch (Throwable failure) {
            result.completeExceptionally(failure);
          }
        });
    try {
      return result.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case Error error -> throw error;
        case Exception failure -> throw (E) failure;
        case null, default -> throw e;
      }
    }
  }
}
