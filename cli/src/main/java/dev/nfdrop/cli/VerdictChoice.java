package dev.nfdrop.cli;

import dev.nfdrop.trace.Drop.Verdict;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Verdicts as users ask for them.
enum VerdictChoice {
  DROP,
  REJECT,
  ACCEPT,
  QUEUE,
  STOLEN,
  /// All that every engine can tell which sees more than drops.
  ANY;

  static Set<Verdict> verdicts(Collection<VerdictChoice> choices) {
    return choices.stream()
        .flatMap(VerdictChoice::verdicts)
        .collect(Collectors.toUnmodifiableSet());
  }

  private Stream<Verdict> verdicts() {
    return switch (this) {
      case DROP -> Stream.of(Verdict.DROP);
      case REJECT -> Stream.of(Verdict.REJECT);
      case ACCEPT -> Stream.of(Verdict.ACCEPT);
      case QUEUE -> Stream.of(Verdict.QUEUE);
      case STOLEN -> Stream.of(Verdict.STOLEN);
      case ANY -> Stream.of(Verdict.DROP, Verdict.REJECT, Verdict.ACCEPT, Verdict.QUEUE);
    };
  }
}
