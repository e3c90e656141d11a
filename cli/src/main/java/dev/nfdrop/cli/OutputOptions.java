package dev.nfdrop.cli;

import dev.nfdrop.cli.sink.CountJson;
import dev.nfdrop.cli.sink.CountSink;
import dev.nfdrop.cli.sink.CountText;
import dev.nfdrop.cli.sink.DropSink;
import dev.nfdrop.cli.sink.JsonSink;
import dev.nfdrop.cli.sink.Palette;
import dev.nfdrop.cli.sink.TextSink;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import picocli.CommandLine.Option;

/// The options that say how drops are printed.
final class OutputOptions {
  /// When to colour.
  enum Colour {
    AUTO,
    ALWAYS,
    NEVER
  }

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  @Option(
      names = {"--color", "--colour"},
      paramLabel = "WHEN",
      defaultValue = "auto",
      description = "auto, always or never; auto is a terminal, unless NO_COLOR is set.")
  private Colour colour = Colour.AUTO;

  /// Whether lines are to be JSON.
  boolean isJson() {
    return json;
  }

  /// A sink on standard output.
  DropSink sink() {
    var out = new FileOutputStream(FileDescriptor.out);
    return json ? new JsonSink(out) : new TextSink(out, palette());
  }

  /// Counts on standard output.
  CountSink countSink() {
    var out = new FileOutputStream(FileDescriptor.out);
    return json ? new CountJson(out) : new CountText(out, palette());
  }

  private Palette palette() {
    var coloured =
        switch (colour) {
          case ALWAYS -> true;
          case NEVER -> false;
          case AUTO ->
              Terminal.isStandardOutput()
                  && !"dumb".equals(System.getenv("TERM"))
                  && !isSet("NO_COLOR");
        };
    return coloured ? Palette.COLOUR : Palette.PLAIN;
  }

  /// NO_COLOR counts when it is there and not empty (no-color.org).
  private static boolean isSet(String variable) {
    var value = System.getenv(variable);
    return value != null && !value.isEmpty();
  }
}
