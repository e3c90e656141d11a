package dev.nfdrop.lab;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/// A booted guest with a kernel of its own, emulated. Thread-safe.
///
/// What a guest changes on its disks is gone when it ends, and it ends with this JVM at the latest.
public final class Vm implements Host {

  private static final Duration BOOT_LIMIT = Duration.ofMinutes(3);
  private static final Duration END_LIMIT = Duration.ofSeconds(10);

  /// The folder of the share disk with the agent's classes.
  private static final String AGENT_FOLDER = "agent";

  private final Emulator emulator;
  private final Console console;
  private final FrameWriter writer;
  private final CompletableFuture<String> kernelRelease = new CompletableFuture<>();
  private final AtomicInteger lastId = new AtomicInteger();
  private final Map<Integer, Transcript> transcripts = new ConcurrentHashMap<>();

  private Vm(Emulator emulator, Console console) {
    this.emulator = emulator;
    this.console = console;
    this.writer = new FrameWriter(emulator.process().getOutputStream());
    Thread.ofPlatform().daemon().name("lab guest").start(this::receive);
  }

  /// Boots a guest and waits until it takes commands.
  ///
  /// @throws LabException with the end of the console, if it does not come up
  public static Vm boot(Guest guest) {
    var share = guest.consoleLog().resolveSibling(guest.consoleLog().getFileName() + ".share");
    var folders = new LinkedHashMap<>(guest.folders());
    folders.put(AGENT_FOLDER, ownClasses());
    ShareDisk.write(share, folders);
    var console = new Console(guest.consoleLog());
    console.clear();
    var vm = new Vm(Emulator.start(guest, share), console);
    try {
      vm.kernelRelease.get(BOOT_LIMIT.toSeconds(), TimeUnit.SECONDS);
      return vm;
    } catch (ExecutionException | TimeoutException | InterruptedException e) {
      vm.close();
      throw new LabException("the guest did not come up; " + console.tail(), e);
    }
  }

  /// The release of the kernel that it runs.
  public String kernelRelease() {
    return kernelRelease.join();
  }

  /// The lines in which the kernel has complained about itself so far: warnings, oopses, panics.
  public List<String> kernelWarnings() {
    return console.complaints();
  }

  @Override
  public Running start(Command command) {
    var id = lastId.incrementAndGet();
    var transcript = new Transcript();
    transcripts.put(id, transcript);
    send(new Frame.Start(id, command.words(), command.input()));
    if (!emulator.process().isAlive()) {
      lose();
    }
    return new Running(command, transcript, new RemoteControl(id));
  }

  @Override
  public void close() {
    emulator.process().destroyForcibly();
    try {
      emulator.process().waitFor(END_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void receive() {
    try (var frames =
        new DataInputStream(new BufferedInputStream(emulator.process().getInputStream()))) {
      while (true) {
        handle(Frame.read(frames));
      }
    } catch (IOException e) {
      kernelRelease.completeExceptionally(e);
      lose();
    }
  }

  private void handle(Frame frame) throws IOException {
    switch (frame) {
      case Frame.Ready(var release) -> kernelRelease.complete(release);
      case Frame.Wrote(var id, var stream, var bytes) -> transcript(id).wrote(stream, bytes);
      case Frame.Ended(var id, var exitStatus) -> {
        transcript(id).ended(exitStatus);
        transcripts.remove(id);
      }
      case Frame.Failed(var id, var reason) -> {
        transcript(id).failed(reason);
        transcripts.remove(id);
      }
      case Frame.Start _, Frame.Send _, Frame.Kill _ ->
          throw new IOException("an agent does not send " + frame);
    }
  }

  private Transcript transcript(int id) throws IOException {
    var transcript = transcripts.get(id);
    if (transcript == null) {
      throw new IOException("the agent speaks of a command " + id + " that does not run");
    }
    return transcript;
  }

  /// Tells everybody who waits that nothing more will come.
  private void lose() {
    var reason = "the guest is gone; " + console.tail();
    transcripts.values().forEach(transcript -> transcript.failed(reason));
  }

  private void send(Frame frame) {
    try {
      writer.send(frame);
    } catch (IOException e) {
      throw new LabException("the guest is gone; " + console.tail(), e);
    }
  }

  /// Where the agent's class was loaded from: a folder or an archive.
  private static Path ownClasses() {
    var source = Agent.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      throw new LabException("the agent's classes have no place of their own");
    }
    return Path.of(source.getLocation().getPath());
  }

  /// The way to a process in the guest.
  private final class RemoteControl implements Running.Control {

    private final int id;

    RemoteControl(int id) {
      this.id = id;
    }

    @Override
    public void signal(Signal signal) {
      send(new Frame.Send(id, signal));
    }

    @Override
    public void kill() {
      if (emulator.process().isAlive()) {
        send(new Frame.Kill(id));
      }
    }
  }
}
