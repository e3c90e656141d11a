package dev.nfdrop.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// A process of the machine that this JVM runs on. Its threads end with it.
final class LocalProcess implements Running.Control {

  /// How long output may still come from processes that it left behind holding its streams.
  private static final Duration OUTPUT_AFTER_END = Duration.ofSeconds(2);

  private static final int BUFFER_BYTES = 8192;

  private final Process process;
  private final ProcessObserver observer;

  private LocalProcess(Process process, ProcessObserver observer) {
    this.process = process;
    this.observer = observer;
  }

  /// Starts a program and reports to the observer from then on.
  static LocalProcess start(List<String> words, String input, ProcessObserver observer)
      throws IOException {
    var local = new LocalProcess(new ProcessBuilder(words).start(), observer);
    local.feed(input);
    var stdout = local.pump(Stream.STDOUT, local.process.getInputStream());
    var stderr = local.pump(Stream.STDERR, local.process.getErrorStream());
    daemon("lab end", () -> local.reportEnd(List.of(stdout, stderr)));
    return local;
  }

  /// Sends a signal; a process that has ended does not mind.
  @Override
  public void signal(Signal signal) {
    if (!process.isAlive()) {
      return;
    }
    try {
      new ProcessBuilder("kill", "-s", signal.name(), Long.toString(process.pid()))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new LabException("cannot run kill: install procps", e);
    }
  }

  /// Ends it and the processes that it started.
  @Override
  public void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private void feed(String input) throws IOException {
    if (input.isEmpty()) {
      process.getOutputStream().close();
      return;
    }
    daemon(
        "lab input",
        () -> {
          try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
          } catch (IOException e) {
            // It ended without reading all of it, which its exit status and output tell about.
          }
        });
  }

  private Thread pump(Stream stream, InputStream source) {
    return daemon(
        "lab " + stream,
        () -> {
          var buffer = new byte[BUFFER_BYTES];
          try (source) {
            for (var read = source.read(buffer); read >= 0; read = source.read(buffer)) {
              observer.wrote(stream, Arrays.copyOf(buffer, read));
            }
          } catch (IOException e) {
            // The process is gone, and the stream with it.
          }
        });
  }

  private void reportEnd(List<Thread> pumps) {
    try {
      var exitStatus = process.waitFor();
      for (var pump : pumps) {
        pump.join(OUTPUT_AFTER_END);
      }
      observer.ended(exitStatus);
    } catch (InterruptedException e) {
      observer.failed("interrupted");
    }
  }

  private static Thread daemon(String name, Runnable work) {
    return Thread.ofPlatform().daemon().name(name).start(work);
  }
}
