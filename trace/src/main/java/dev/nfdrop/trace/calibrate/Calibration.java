package dev.nfdrop.trace.calibrate;

import dev.nfdrop.trace.calibrate.Sample.Fate;
import dev.nfdrop.trace.record.DropSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;

/// Sends samples past an engine and holds its reports against what became of them.
public final class Calibration {
  /// What a calibration said.
  public sealed interface Outcome {
    /// All agreed.
    ///
    /// @param drops how many drops were compared
    /// @param jumpProblem what was wrong with the jumps, which the engine can do without
    record Passed(int drops, Optional<String> jumpProblem) implements Outcome {
      /// Both together.
      public Passed and(Passed other) {
        return new Passed(drops + other.drops, jumpProblem.or(other::jumpProblem));
      }
    }

    /// One was wrong.
    ///
    /// @param reason which sample was reported how
    record Failed(String reason) implements Outcome {}
  }

  /// Far longer than a drop takes to be reported: only a wrong engine is waited for so long.
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final Duration POLL = Duration.ofMillis(20);

  private final CalibrationGround ground;
  private final DropSource source;
  private final PassedSamples passed = new PassedSamples();
  private Optional<String> jumpProblem = Optional.empty();

  private Calibration(CalibrationGround ground, DropSource source) {
    this.ground = ground;
    this.source = source;
  }

  /// Calibrates an engine that is attached; it reports only the ground's packets meanwhile.
  ///
  /// @param living whether it has to report what lets packets pass
  public static Outcome run(CalibrationGround ground, DropSource source, boolean living) {
    source.restrictTo(Optional.of(ground.namespace()));
    var calibration = new Calibration(ground, source);
    var outcome = calibration.run();
    return living && outcome instanceof Outcome.Passed
        ? calibration.passed.difference().<Outcome>map(Outcome.Failed::new).orElse(outcome)
        : outcome;
  }

  private Outcome run() {
    int drops = 0;
    for (var sample : ground.samples()) {
      passed.expect(sample);
      ground.send(sample);
      if (sample.fate().isPresent()) {
        var difference = compare(sample, sample.fate().get());
        if (difference.isPresent()) {
          return new Outcome.Failed(difference.get());
        }
        drops++;
      }
    }
    return new Outcome.Passed(drops, jumpProblem);
  }

  /// Exactly one report is right: a report of an earlier sample that passed shows up here as well.
  private Optional<String> compare(Sample sample, Fate fate) {
    var differences = new ArrayList<Optional<String>>();
    var end = System.nanoTime() + PATIENCE.toNanos();
    while (differences.isEmpty() && System.nanoTime() < end) {
      source.poll(
          POLL,
          drop -> {
            if (drop.netnsInode() == ground.netns() && drop.verdict().lives()) {
              passed.reported(drop);
            } else if (drop.netnsInode() == ground.netns()) {
              jumpProblem = jumpProblem.or(() -> Comparison.jumpDifference(sample, fate, drop));
              differences.add(Comparison.difference(sample, fate, drop));
            }
          });
    }
    if (differences.isEmpty()) {
      return Optional.of(sample.what() + ": not reported");
    }
    return differences.stream().flatMap(Optional::stream).findFirst();
  }
}
