package dev.nfdrop.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The program behind `lab/run`: boots a kernel and runs one command on it.
final class Run {

  private static final Duration LIMIT = Duration.ofMinutes(10);

  /// The exit status where the command could not be run: the one of `timeout` and `env`.
  private static final int NOT_RUN = 125;

  private Run() {}

  /// Runs the command and exits with its status.
  ///
  /// @param arguments the folder of the lab, a folder for logs, the shipped folder, the kernel
  ///   package, the architecture, and the command
  public static void main(String[] arguments) {
    var words = List.of(arguments);
    var command = Command.of(words.subList(5, words.size())).within(LIMIT);
    try {
      var lab = Path.of(words.get(0));
      var images = Images.prepare(lab, words.get(3), Architecture.of(words.get(4)));
      var folders = Map.of("nfdrop", Shipped.folder(lab, Path.of(words.get(2)), images));
      System.exit(run(new Guest(images, folders, Path.of(words.get(1), "console.log")), command));
    } catch (LabException e) {
      System.err.println("lab: " + e.getMessage());
      System.exit(NOT_RUN);
    }
  }

  private static int run(Guest guest, Command command) {
    try (var vm = Vm.boot(guest)) {
      System.err.println("lab: kernel " + vm.kernelRelease() + " is up");
      try (var running = vm.start(command)) {
        running.copyTo(Stream.STDOUT, System.out);
        running.copyTo(Stream.STDERR, System.err);
        var result = running.await();
        vm.kernelWarnings().forEach(line -> System.err.println("lab: the kernel said: " + line));
        return result.exitStatus();
      }
    }
  }
}
