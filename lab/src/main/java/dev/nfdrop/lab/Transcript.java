package dev.nfdrop.lab;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/// All that a process has written, and how it ended. Thread-safe.
final class Transcript implements ProcessObserver {

  private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  private final Map<Stream, OutputStream> copies = new EnumMap<>(Stream.class);
  private OptionalInt exitStatus = OptionalInt.empty();
  private Optional<String> failure = Optional.empty();

  @Override
  public synchronized void wrote(Stream stream, byte[] bytes) {
    bytes(stream).writeBytes(bytes);
    copy(stream, bytes);
    notifyAll();
  }

  @Override
  public synchronized void ended(int status) {
    exitStatus = OptionalInt.of(status);
    notifyAll();
  }

  @Override
  public synchronized void failed(String reason) {
    if (!hasEnded()) {
      failure = Optional.of(reason);
      notifyAll();
    }
  }

  synchronized void copyTo(Stream stream, OutputStream copy) {
    copies.put(stream, copy);
    copy(stream, bytes(stream).toByteArray());
  }

  synchronized boolean hasEnded() {
    return exitStatus.isPresent() || failure.isPresent();
  }

  /// The complete lines so far; the last one counts as complete when the process has ended.
  synchronized List<String> lines(Stream stream) {
    var text = text(stream);
    var end = hasEnded() ? text.length() : text.lastIndexOf('\n') + 1;
    return text.substring(0, end).lines().toList();
  }

  synchronized List<String> awaitLines(
      Stream stream, Predicate<String> wanted, int count, Command command) {
    awaitUntil(() -> hasEnded() || matching(stream, wanted).size() >= count, command.limit());
    var found = matching(stream, wanted);
    if (found.size() >= count) {
      return found;
    }
    throw new LabException(
        "waited for %d lines on %s, found %d: %s"
            .formatted(count, stream, found.size(), describe(command)));
  }

  synchronized Result awaitEnd(Command command, Duration limit) {
    awaitUntil(this::hasEnded, limit);
    if (exitStatus.isEmpty()) {
      throw new LabException(describe(command));
    }
    return new Result(command, exitStatus.getAsInt(), text(Stream.STDOUT), text(Stream.STDERR));
  }

  /// Waits for the end, as long as that, and leaves it at that.
  synchronized void awaitSilence(Duration limit) {
    awaitUntil(this::hasEnded, limit);
  }

  private void copy(Stream stream, byte[] bytes) {
    var copy = copies.get(stream);
    if (copy == null) {
      return;
    }
    try {
      copy.write(bytes);
      copy.flush();
    } catch (IOException e) {
      copies.remove(stream);
    }
  }

  private List<String> matching(Stream stream, Predicate<String> wanted) {
    return lines(stream).stream().filter(wanted).toList();
  }

  private void awaitUntil(BooleanSupplier condition, Duration limit) {
    var deadline = System.nanoTime() + limit.toNanos();
    try {
      while (!condition.getAsBoolean()) {
        var left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        if (left <= 0) {
          return;
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while waiting for a command", e);
    }
  }

  private String describe(Command command) {
    var state =
        exitStatus.isPresent()
            ? "ended with " + exitStatus.getAsInt()
            : failure.orElse("still runs after " + command.limit());
    return "%s%n%s%nstdout:%n%s%nstderr:%n%s"
        .formatted(command, state, text(Stream.STDOUT), text(Stream.STDERR));
  }

  private ByteArrayOutputStream bytes(Stream stream) {
    return switch (stream) {
      case STDOUT -> stdout;
      case STDERR -> stderr;
    };
  }

  private String text(Stream stream) {
    return bytes(stream).toString(StandardCharsets.UTF_8);
  }
}
