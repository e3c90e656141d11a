package dev.nfdrop.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// Whether somebody looks at standard output. Java's console tells only whether standard input is a
/// terminal as well.
final class Terminal {
  private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");
  private static final Pattern TERMINALS = Pattern.compile("/dev/(pts/|tty|console).*");

  private Terminal() {}

  static boolean isStandardOutput() {
    try {
      var file = Files.readSymbolicLink(STANDARD_OUTPUT).toString();
      return TERMINALS.matcher(file).matches();
    } catch (IOException e) {
      return false;
    }
  }
}
