package dev.nfdrop.lab;

/// A machine that runs commands, as root.
public sealed interface Host extends AutoCloseable permits NativeHost, Vm {

  /// Starts a command; several may run at once. The caller closes what it gets.
  ///
  /// @throws LabException if the machine is gone
  Running start(Command command);

  /// Runs a command to its end.
  ///
  /// @throws LabException if it could not be started, or did not end within its limit
  default Result run(Command command) {
    try (var running = start(command)) {
      return running.await();
    }
  }

  /// Runs a command to its end, without input.
  ///
  /// @throws LabException if it could not be started, or did not end within its limit
  default Result run(String... words) {
    return run(Command.of(words));
  }

  /// Ends what was started here and still runs.
  @Override
  void close();
}
