package dev.nfdrop.trace.nftrace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/// The process that made a trace table, as the table's name tells it.
///
/// @param startTicks when it was started, in clock ticks since boot (field 22 of `/proc/PID/stat`):
///   a number of a process is used again
record Maker(long pid, long startTicks) {
  private static final Pattern TABLE = Pattern.compile("nfdrop-trace-(\\d{1,18})-(\\d{1,18})");

  /// Fields of `/proc/PID/stat` behind the command's name, which may contain anything: proc(5).
  private static final int STATE = 0;

  private static final int START = 19;

  /// This process.
  static Maker self() {
    var pid = ProcessHandle.current().pid();
    return running(pid)
        .orElseThrow(() -> new IllegalStateException("/proc/" + pid + "/stat cannot be read"));
  }

  /// The maker of a table of this name; empty if the name is not that of a trace table.
  static Optional<Maker> of(String table) {
    var name = TABLE.matcher(table);
    return name.matches()
        ? Optional.of(new Maker(Long.parseLong(name.group(1)), Long.parseLong(name.group(2))))
        : Optional.empty();
  }

  /// The name of its tables.
  String table() {
    return "nfdrop-trace-%d-%d".formatted(pid, startTicks);
  }

  boolean isAlive() {
    return running(pid).filter(this::equals).isPresent();
  }

  /// The process that has a number now, unless it has ended and only waits to be noticed.
  private static Optional<Maker> running(long pid) {
    try {
      var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      var fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
      return "ZX".contains(fields[STATE])
          ? Optional.empty()
          : Optional.of(new Maker(pid, Long.parseLong(fields[START])));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
