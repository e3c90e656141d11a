package dev.nfdrop.trace.netns;

import dev.nfdrop.trace.Drop.Container;
import dev.nfdrop.trace.Drop.Occupant;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/// Who lives in each network namespace, from the control groups of its processes.
///
/// A pod or a service is told only where all processes of the namespace that say something agree:
/// somebody may look into it with a shell from outside. Nothing is said of the namespace of process
/// 1. For one thread.
public final class Occupants {
  /// A look costs a few system calls for each process of the machine.
  private static final Duration LOOK = Duration.ofSeconds(5);

  private static final String FIRST_PROCESS = "1";

  private final Path processes;
  private Map<Long, Occupant> byInode = Map.of();
  private OptionalLong lookedNanos = OptionalLong.empty();

  public Occupants() {
    this(Path.of("/proc"));
  }

  /// @param processes a directory like `/proc`
  Occupants(Path processes) {
    this.processes = processes;
  }

  /// Who lives in a namespace, as of some seconds ago at most.
  ///
  /// @param heldNanos since when the namespace is held open, by `System.nanoTime()`: what was seen
  ///   earlier may have been another one with that inode
  public Occupant of(long inode, long heldNanos) {
    var now = System.nanoTime();
    if (!isFresh(now, heldNanos)) {
      byInode = look();
      lookedNanos = OptionalLong.of(now);
    }
    return byInode.getOrDefault(inode, Occupant.NONE);
  }

  private boolean isFresh(long nowNanos, long heldNanos) {
    return lookedNanos.isPresent()
        && lookedNanos.getAsLong() - heldNanos >= 0
        && nowNanos - lookedNanos.getAsLong() < LOOK.toNanos();
  }

  private Map<Long, Occupant> look() {
    var groups = new HashMap<Long, Set<Occupant>>();
    try (var entries = Files.newDirectoryStream(processes, "[0-9]*")) {
      for (var process : entries) {
        inode(process)
            .ifPresent(inode ->
                groups.computeIfAbsent(inode, _ -> new HashSet<>()).add(occupant(process)));
      }
    } catch (DirectoryIteratorException | IOException e) {
      return Map.of(); // as if nobody lived anywhere: names are an extra
    }
    inode(processes.resolve(FIRST_PROCESS)).ifPresent(groups::remove);
    var found = new HashMap<Long, Occupant>();
    groups.forEach((inode, occupants) -> found.put(inode, agreed(occupants)));
    return found;
  }

  private static Occupant agreed(Set<Occupant> occupants) {
    return new Occupant(
        containers(occupants), only(occupants, Occupant::pod), only(occupants, Occupant::unit));
  }

  /// Those of one pod, or of none: what several pods share is a node's namespace.
  private static List<Container> containers(Set<Occupant> occupants) {
    var pods = occupants.stream().flatMap(occupant -> occupant.pod().stream()).distinct().toList();
    return pods.size() > 1
        ? List.of()
        : occupants.stream()
            .filter(occupant -> pods.isEmpty() || occupant.pod().isPresent())
            .flatMap(occupant -> occupant.containers().stream())
            .distinct()
            .sorted(Comparator.comparing(Container::id).thenComparing(Container::runtime))
            .toList();
  }

  private static <T> Optional<T> only(
      Set<Occupant> occupants, Function<Occupant, Optional<T>> part) {
    var values = new HashSet<T>();
    occupants.forEach(occupant -> part.apply(occupant).ifPresent(values::add));
    return values.size() == 1 ? Optional.of(values.iterator().next()) : Optional.empty();
  }

  private static Optional<Long> inode(Path process) {
    try {
      return Optional.of((Long) Files.getAttribute(process.resolve("ns/net"), "unix:ino"));
    } catch (IOException e) {
      return Optional.empty(); // ended meanwhile, or another user's
    }
  }

  /// The hierarchy that says something; with cgroup v1 there are several.
  private static Occupant occupant(Path process) {
    try {
      return Files.readAllLines(process.resolve("cgroup")).stream()
          .map(line -> CgroupNames.of(line.substring(line.lastIndexOf(":/") + 1)))
          .filter(occupant -> !occupant.equals(Occupant.NONE))
          .findFirst()
          .orElse(Occupant.NONE);
    } catch (IOException e) {
      return Occupant.NONE;
    }
  }
}
