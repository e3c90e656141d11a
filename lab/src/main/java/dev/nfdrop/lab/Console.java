package dev.nfdrop.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// The file that a guest's serial console is written to: the kernel's messages.
record Console(Path log) {

  private static final int TAIL_LINES = 30;

  /// What a kernel prints when something is wrong with it, not with what it was asked for.
  private static final Pattern COMPLAINT =
      Pattern.compile(
          "WARNING:|BUG:|Oops|Kernel panic|general protection fault|Unable to handle kernel"
              + "|refcount_t:|rcu: INFO:|blocked for more than|suspicious RCU|unregister_netdevice"
              + "|Modules linked in:");

  /// The lines that complain.
  List<String> complaints() {
    return lines().stream().filter(COMPLAINT.asPredicate()).toList();
  }

  /// Where the log is and its last lines, for a message.
  String tail() {
    var lines = lines();
    var last = lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
    return "the end of %s:%n%s".formatted(log, String.join("\n", last));
  }

  /// Removes what an earlier guest left.
  void clear() {
    try {
      Files.deleteIfExists(log);
    } catch (IOException e) {
      throw new LabException("cannot remove the console log " + log, e);
    }
  }

  private List<String> lines() {
    try {
      return Files.exists(log)
          ? new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList()
          : List.of();
    } catch (IOException e) {
      throw new LabException("cannot read the console log " + log, e);
    }
  }
}
