package dev.nfdrop.lab;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The machine and the kernel that this JVM runs on.
public final class NativeHost implements Host {

  private final Set<Running> started = ConcurrentHashMap.newKeySet();

  /// A host on which nothing runs yet.
  public NativeHost() {}

  @Override
  public Running start(Command command) {
    var transcript = new Transcript();
    var running = new Running(command, transcript, launch(command, transcript));
    started.removeIf(Running::hasEnded);
    started.add(running);
    return running;
  }

  @Override
  public void close() {
    started.forEach(Running::close);
    started.clear();
  }

  private static Running.Control launch(Command command, Transcript transcript) {
    try {
      return LocalProcess.start(command.words(), command.input(), transcript);
    } catch (IOException e) {
      throw new LabException("cannot start " + command + ": " + e.getMessage(), e);
    }
  }
}
