package dev.nfdrop.cli;

import dev.nfdrop.cli.sink.DropSink;
import dev.nfdrop.cli.sink.JsonSink;
import dev.nfdrop.cli.sink.Palette;
import dev.nfdrop.cli.sink.TextSink;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/// The options that say how drops are printed.
final class OutputOptions {
  private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");
  private static final Pattern TERMINALS = Pattern.compile("/dev/(pts/|tty|console).*");

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

  /// A sink on standard output.
  DropSink sink() {
    var out = new FileOutputStream(FileDescriptor.out);
    return json ? new JsonSink(out) : new TextSink(out, palette());
  }

  private Palette palette() {
    var coloured =
        switch (colour) {
          case ALWAYS -> true;
          case NEVER -> false;
          case AUTO -> isTerminal() && !isSet("NO_COLOR");
        };
    return coloured ? Palette.COLOUR : Palette.PLAIN;
  }

  /// Whether standard output is a terminal that knows colours. Java's console tells only whether
  /// standard input is one as well.
  private static boolean isTerminal() {
    try {
      var file = Files.readSymbolicLink(STANDARD_OUTPUT).toString();
      return TERMINALS.matcher(file).matches() && !"dumb".equals(System.getenv("TERM"));
    } catch (IOException e) {
      return false;
    }
  }

  /// NO_COLOR counts when it is there and not empty (no-color.org).
  private static boolean isSet(String variable) {
    var value = System.getenv(variable);
    return value != null && !value.isEmpty();
  }
}
