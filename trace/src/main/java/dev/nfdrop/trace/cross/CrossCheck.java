package dev.nfdrop.trace.cross;

import dev.nfdrop.trace.calibrate.CalibrationGround;
import dev.nfdrop.trace.cross.DropLog.Window;
import dev.nfdrop.trace.engine.Engine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Has two engines report the same drops: all that happen on this machine meanwhile, and those of a
/// [CalibrationGround], so that there are some.
public final class CrossCheck {
  /// Both watch for so long before and after the time that counts, so that no drop of that time can
  /// have come too early or too late for one of them.
  private static final Duration MARGIN = Duration.ofMillis(100);

  private static final Duration POLL = Duration.ofMillis(5);

  /// What is kept of either engine, in drops; the check ends there.
  private static final long CAPACITY = 200_000;

  private final CalibrationGround ground;
  private final List<Watched> both;
  private int sent;

  private record Watched(Engine engine, DropLog log) {}

  /// What came of it.
  ///
  /// @param took the time that counted
  /// @param drops that both should have reported
  /// @param differences a line each; none where both reported the same
  public record Outcome(Duration took, long drops, List<String> differences) {}

  private CrossCheck(CalibrationGround ground, Engine one, Engine other) {
    this.ground = ground;
    both = List.of(new Watched(one, new DropLog()), new Watched(other, new DropLog()));
  }

  /// Compares for this long, or until somebody interrupts. The engines stay attached.
  public static Outcome run(
      Engine one, Engine other, Duration duration, BooleanSupplier interrupted) {
    try (var ground = CalibrationGround.prepare()) {
      return new CrossCheck(ground, one, other).run(duration, interrupted);
    }
  }

  private Outcome run(Duration duration, BooleanSupplier interrupted) {
    both.forEach(watched -> watched.engine().restrictTo(Optional.empty()));
    watch(MARGIN, () -> false);
    long from = System.nanoTime();
    watch(duration, interrupted);
    var window = new Window(from, System.nanoTime());
    watch(MARGIN, () -> false);
    return new Outcome(
        Duration.ofNanos(window.until() - from),
        Math.max(both.getFirst().log().countIn(window), both.getLast().log().countIn(window)),
        differences(window));
  }

  private void watch(Duration duration, BooleanSupplier interrupted) {
    long end = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() < end && !interrupted.getAsBoolean() && hasRoom()) {
      var samples = ground.samples();
      ground.send(samples.get(sent++ % samples.size()));
      both.forEach(watched -> watched.engine().poll(POLL, watched.log()::add));
    }
  }

  private boolean hasRoom() {
    return both.stream().allMatch(watched -> watched.log().size() < CAPACITY);
  }

  private List<String> differences(Window window) {
    var one = both.getFirst();
    var other = both.getLast();
    var differences = new ArrayList<String>();
    differences.addAll(missing(one, other, window));
    differences.addAll(missing(other, one, window));
    both.forEach(watched -> incomplete(watched.engine()).ifPresent(differences::add));
    return differences;
  }

  private static List<String> missing(Watched one, Watched other, Window window) {
    return one.log().missingFrom(other.log(), window).stream()
        .map(difference -> one.engine().name() + " says of a " + difference)
        .toList();
  }

  private static Optional<String> incomplete(Engine engine) {
    var counts = engine.counts();
    return counts.lost() + counts.unattributed() + engine.missed() == 0
        ? Optional.empty()
        : Optional.of(
            "%s did not report everything: %d lost, %d missed, %d not attributed"
                .formatted(engine.name(), counts.lost(), engine.missed(), counts.unattributed()));
  }
}
