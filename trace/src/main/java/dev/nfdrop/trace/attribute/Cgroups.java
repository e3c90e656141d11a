package dev.nfdrop.trace.attribute;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The paths of control groups (version 2) that the kernel names by number.
///
/// A number is the inode of the group's folder, and no two groups ever have the same. Not
/// thread-safe.
final class Cgroups {
  private static final Path MOUNTS = Path.of("/proc/self/mounts");
  private static final String TYPE = "cgroup2";

  /// How the line of version 2 begins in `/proc/PID/cgroup`.
  private static final String UNIFIED = "0::/";

  private static final int MOST_KEPT = 1024;

  private final Optional<Path> mount = mount();
  private final Map<Long, String> byNumber = new HashMap<>();

  /// The path from the root of the hierarchy on; empty where the process has ended before anybody
  /// looked, or has gone to another group.
  ///
  /// @param pid of a process that was in the group
  Optional<String> path(long number, int pid) {
    var known = Optional.ofNullable(byNumber.get(number));
    if (known.isPresent()) {
      return known;
    }
    var found = mount.flatMap(root -> look(root, number, pid));
    if (byNumber.size() >= MOST_KEPT) {
      byNumber.clear();
    }
    found.ifPresent(path -> byNumber.put(number, path));
    return found;
  }

  private static Optional<String> look(Path root, long number, int pid) {
    try (var lines = Files.lines(Path.of("/proc", Integer.toString(pid), "cgroup"))) {
      var path =
          lines
              .filter(line -> line.startsWith(UNIFIED))
              .map(line -> line.substring(UNIFIED.length() - 1))
              .findFirst();
      return path.isPresent() && inode(root.resolve(path.get().substring(1))) == number
          ? path
          : Optional.empty();
    } catch (IOException | UncheckedIOException | InvalidPathException e) {
      return Optional.empty(); // it has ended, or its group has gone
    }
  }

  private static long inode(Path folder) throws IOException {
    return (long) Files.getAttribute(folder, "unix:ino");
  }

  private static Optional<Path> mount() {
    try (var lines = Files.lines(MOUNTS)) {
      return lines
          .map(line -> line.split(" "))
          .filter(fields -> fields.length > 2 && fields[2].equals(TYPE))
          .map(fields -> Path.of(fields[1]))
          .findFirst();
    } catch (IOException | UncheckedIOException | InvalidPathException e) {
      return Optional.empty();
    }
  }
}
