package dev.nfdrop.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Runs what the commands run, with the output thrown away, for a Java runtime that writes down
/// what a start needs (its AOT cache).
///
/// What the rehearsing user may not do stays unrehearsed: the cache is smaller then, not wrong.
final class Rehearsal {
  /// The hidden command: followed by images to locate in, or by nothing.
  static final String COMMAND = "rehearse";

  private Rehearsal() {}

  static int run(List<String> images, Consumer<String[]> command) {
    var commands = images.isEmpty() ? live() : offline(images);
    var out = System.out;
    var err = System.err;
    var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    System.setOut(nowhere);
    System.setErr(nowhere);
    try {
      commands.forEach(line -> command.accept(line.toArray(String[]::new)));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    return ExitStatus.FINE;
  }

  private static List<List<String>> offline(List<String> images) {
    var commands = new ArrayList<List<String>>();
    for (var image : images) {
      commands.add(List.of("locate", "--image", image));
      commands.add(List.of("locate", "--json", "--image", image));
    }
    return commands;
  }

  private static List<List<String>> live() {
    return List.of(
        List.of("check"),
        List.of("trace", "--duration", "1ms"),
        List.of("locate"),
        List.of("--help"));
  }
}
