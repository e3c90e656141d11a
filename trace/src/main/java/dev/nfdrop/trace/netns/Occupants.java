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
import java.util.function.LongSupplier;

/// Who lives in each network namespace, from the control groups of its processes.
///
/// A pod or a service is told only where all processes of the namespace that say something agree:
/// somebody may look into it with a shell from outside. Nothing is said of the namespace of process
/// 1. For one thread.
public final class Occupants {
  /// A look costs a few system calls for each process of the machine.
  private static final Duration LOOK = Duration.ofSeconds(5);

  /// How much longer than a look the time until the next one is: looks take a tenth of all time.
  private static final int REST = 9;

  private static final String FIRST_PROCESS = "1";

  private final Path processes;
  private final LongSupplier nanoTime;
  private Map<Long, Occupant> byInode = Map.of();
  private Optional<Look> last = Optional.empty();
  private OptionalLong firstInode = OptionalLong.empty();

  private record Look(long beginNanos, long endNanos) {
    boolean isSince(long nanos) {
      return beginNanos - nanos >= 0;
    }

    boolean isFresh(long nowNanos) {
      return nowNanos - beginNanos < LOOK.toNanos();
    }

    boolean hasRested(long nowNanos) {
      return nowNanos - endNanos >= REST * (endNanos - beginNanos);
    }
  }

  public Occupants() {
    this(Path.of("/proc"), System::nanoTime);
  }

  /// @param processes a directory like `/proc`
  /// @param nanoTime a clock like {@link System#nanoTime}
  Occupants(Path processes, LongSupplier nanoTime) {
    this.processes = processes;
    this.nanoTime = nanoTime;
  }

  /// Who lives in a namespace, as of some seconds ago, on a machine with very many processes of ten
  /// times as long as a look takes; nobody where that is not known yet.
  ///
  /// @param heldNanos since when the namespace is held open, by `System.nanoTime()`: what was seen
  ///   earlier may have been another one with that inode
  public Occupant of(long inode, long heldNanos) {
    if (first().equals(OptionalLong.of(inode))) {
      return Occupant.NONE;
    }
    long now = nanoTime.getAsLong();
    boolean fresh = last.filter(look -> look.isSince(heldNanos) && look.isFresh(now)).isPresent();
    if (!fresh && last.filter(look -> !look.hasRested(now)).isEmpty()) {
      byInode = look();
      last = Optional.of(new Look(now, nanoTime.getAsLong()));
    }
    return last.filter(look -> look.isSince(heldNanos)).isPresent()
        ? byInode.getOrDefault(inode, Occupant.NONE)
        : Occupant.NONE;
  }

  /// The namespace of process 1, which it does not leave; asked for until it is known.
  private OptionalLong first() {
    if (firstInode.isEmpty()) {
      firstInode = inode(processes.resolve(FIRST_PROCESS));
    }
    return firstInode;
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

  private static OptionalLong inode(Path process) {
    try {
      return OptionalLong.of((long) Files.getAttribute(process.resolve("ns/net"), "unix:ino"));
    } catch (IOException e) {
      return OptionalLong.empty(); // ended meanwhile, or another user's
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
