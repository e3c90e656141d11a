package dev.nfdrop.lab.scenario;

import dev.nfdrop.lab.Command;
import dev.nfdrop.lab.Guest;
import dev.nfdrop.lab.Host;
import dev.nfdrop.lab.LabException;
import dev.nfdrop.lab.Running;
import dev.nfdrop.lab.Stream;
import dev.nfdrop.lab.Vms;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The shipped command on some machine.
///
/// @param path where it lies there
record Nfdrop(Host host, String path) {

  /// Starting a Java program on an emulated processor of a busy machine takes its time.
  private static final Duration LIMIT = Duration.ofMinutes(3);

  /// The one that the build has left, on this machine.
  static Nfdrop on(Host thisMachine) {
    var launcher = Vms.labFolder().resolveSibling("dist/target/nfdrop/bin/nfdrop");
    if (!Files.isExecutable(launcher)) {
      throw new LabException(launcher + " is missing: run mvn -pl dist -am package first");
    }
    return new Nfdrop(thisMachine, launcher.toString());
  }

  /// The one on a guest's share disk.
  static Nfdrop in(Host guest) {
    return new Nfdrop(guest, Guest.SHARE + "/nfdrop/bin/nfdrop");
  }

  /// The command. Interrupts reach it even where this test run does not take any.
  Command command(String... arguments) {
    var words = new ArrayList<>(List.of("env", "--default-signal=INT,TERM", path));
    words.addAll(List.of(arguments));
    return Command.of(words).within(LIMIT);
  }

  /// Starts it and waits until it traces.
  Running startAndAwaitReady(String... arguments) {
    var running = host.start(command(arguments));
    try {
      running.awaitLine(Stream.STDERR, line -> line.startsWith("nfdrop: ready"));
      return running;
    } catch (LabException e) {
      running.close();
      throw e;
    }
  }
}
