package dev.nfdrop.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// A QEMU process with a guest in it. The agent's port is its standard input and output.
///
/// @param process the process, which the kernel kills when this JVM ends, however it ends
record Emulator(Process process) {

  private static final String AGENT_PORT = "nfdrop.agent";
  private static final int MEMORY_MIB = 1024;

  /// From warnings (4) up. A kernel that has panicked ends the emulator. The stall detectors judge
  /// by time, of which an emulated processor on a busy machine gets little.
  private static final String KERNEL_ARGUMENTS =
      "loglevel=5 panic=-1 rcupdate.rcu_cpu_stall_timeout=300 watchdog_thresh=60";

  /// Starts a guest.
  ///
  /// @param share disk image with the guest's folders
  static Emulator start(Guest guest, Path share) {
    var images = guest.images();
    var words = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL", "--"));
    words.addAll(images.architecture().machine());
    words.addAll(List.of("-nodefaults", "-no-user-config", "-no-reboot", "-display", "none"));
    words.addAll(List.of("-accel", "tcg,thread=multi", "-m", Integer.toString(MEMORY_MIB)));
    words.addAll(List.of("-smp", Integer.toString(guest.processors())));
    words.addAll(kernel(images));
    words.addAll(disk("root", images.root(), "snapshot=on"));
    words.addAll(disk("modules", images.modules(), "readonly=on"));
    words.addAll(disk("share", share, "readonly=on"));
    words.addAll(ports(guest.consoleLog()));
    return new Emulator(launch(words, guest.consoleLog()));
  }

  private static List<String> kernel(Images images) {
    var arguments = "console=" + images.architecture().console() + " " + KERNEL_ARGUMENTS;
    return List.of(
        "-kernel", images.kernel().toString(),
        "-initrd", images.initrd().toString(),
        "-append", arguments);
  }

  private static List<String> ports(Path consoleLog) {
    return List.of(
        "-serial", "file:" + consoleLog,
        "-device", "virtio-rng-pci",
        "-device", "virtio-serial-pci",
        "-chardev", "stdio,id=agent,signal=off",
        "-device", "virtserialport,chardev=agent,name=" + AGENT_PORT);
  }

  private static List<String> disk(String id, Path image, String option) {
    var drive = "if=none,format=raw,id=%s,file=%s,%s".formatted(id, image, option);
    return List.of("-drive", drive, "-device", "virtio-blk-pci,drive=" + id);
  }

  /// Starts the process from a thread that lives as long as the process: its death signal comes
  /// when the thread that started it ends, not the JVM (PR_SET_PDEATHSIG, prctl(2)).
  private static Process launch(List<String> words, Path consoleLog) {
    var started = new CompletableFuture<Process>();
    Thread.ofPlatform().daemon().name("lab emulator").start(() -> stay(words, consoleLog, started));
    try {
      return started.get();
    } catch (ExecutionException e) {
      throw new LabException("cannot start the emulator: " + words, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while starting the emulator", e);
    }
  }

  private static void stay(
      List<String> words, Path consoleLog, CompletableFuture<Process> started) {
    try {
      var errors = consoleLog.resolveSibling(consoleLog.getFileName() + ".emulator");
      var process = new ProcessBuilder(words).redirectError(errors.toFile()).start();
      started.complete(process);
      process.waitFor();
    } catch (IOException | InterruptedException e) {
      started.completeExceptionally(e);
    }
  }
}
