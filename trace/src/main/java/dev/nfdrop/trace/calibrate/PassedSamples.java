package dev.nfdrop.trace.calibrate;

import dev.nfdrop.trace.Drop.Verdict;
import dev.nfdrop.trace.calibrate.Sample.Fate;
import dev.nfdrop.trace.packet.CapturedPacket;
import dev.nfdrop.trace.record.RawDrop;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Holds what an engine reports of samples that pass base chains against what let them pass. Other
/// packets, answers to rejected ones for example, are known by their length and left out.
final class PassedSamples {
  private record Expected(Sample sample, Fate fate) {}

  private final List<Expected> expected = new ArrayList<>();
  private final Set<Integer> lengths = new HashSet<>();
  private Optional<String> difference = Optional.empty();
  private int reported;

  /// A sample that is about to be sent.
  void expect(Sample sample) {
    lengths.add(sample.length());
    sample.passed().forEach(fate -> expected.add(new Expected(sample, fate)));
  }

  void reported(RawDrop passed) {
    if (lengths.contains(passed.length().orElse(CapturedPacket.UNSET))) {
      difference = difference.or(() -> compare(passed));
      reported++;
    }
  }

  private Optional<String> compare(RawDrop passed) {
    if (reported >= expected.size()) {
      return Optional.of("more packets were reported to pass than did");
    }
    var next = expected.get(reported);
    return passed.verdict() == Verdict.ACCEPT
        ? Comparison.difference(next.sample, next.fate, passed)
        : Optional.of("%s: reported as %s".formatted(next.sample.what(), passed.verdict().label()));
  }

  /// The first difference as a sentence; empty where all agreed.
  Optional<String> difference() {
    return difference.or(() ->
        reported < expected.size()
            ? Optional.of(expected.get(reported).sample.what() + ": accept not reported")
            : Optional.empty());
  }
}
