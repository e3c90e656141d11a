package dev.nfdrop.lab;

import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/// A command that was started. Closing it kills it if it still runs.
public final class Running implements AutoCloseable {

  /// The way to the process.
  interface Control {
    void signal(Signal signal);

    void kill();
  }

  private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

  private final Command command;
  private final Transcript transcript;
  private final Control control;

  Running(Command command, Transcript transcript, Control control) {
    this.command = command;
    this.transcript = transcript;
    this.control = control;
  }

  public Command command() {
    return command;
  }

  /// Whether it runs no more.
  public boolean hasEnded() {
    return transcript.hasEnded();
  }

  /// The complete lines that it has written so far.
  public List<String> lines(Stream stream) {
    return transcript.lines(stream);
  }

  /// Writes to a stream of the caller's what the command has written so far, and from now on what
  /// it writes. The caller keeps it open until the command has ended.
  public void copyTo(Stream stream, OutputStream copy) {
    transcript.copyTo(stream, copy);
  }

  /// Waits for a line and returns it: the first that fits, of all since the start.
  ///
  /// @throws LabException if the command ended without it, or its limit is over
  public String awaitLine(Stream stream, Predicate<String> wanted) {
    return awaitLines(stream, wanted, 1).getFirst();
  }

  /// Waits until so many lines have come that fit and returns all that have, of all since the
  /// start.
  ///
  /// @throws LabException if the command ended without them, or its limit is over
  public List<String> awaitLines(Stream stream, Predicate<String> wanted, int count) {
    return transcript.awaitLines(stream, wanted, count, command);
  }

  /// Sends a signal.
  public void signal(Signal signal) {
    control.signal(signal);
  }

  /// Waits for the end.
  ///
  /// @throws LabException if it could not be started, was lost, or did not end within its limit
  public Result await() {
    return transcript.awaitEnd(command, command.limit());
  }

  @Override
  public void close() {
    if (!hasEnded()) {
      control.kill();
      transcript.awaitSilence(KILL_LIMIT);
    }
  }
}
