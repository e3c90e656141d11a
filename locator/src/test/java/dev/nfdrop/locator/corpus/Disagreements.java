package dev.nfdrop.locator.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.locator.machine.Instruction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What two disassemblers say differently, a few examples of each mnemonic.
final class Disagreements {
  private static final int EXAMPLES = 3;

  private final Map<String, List<String>> byKind = new TreeMap<>();
  private int count;
  private int compared;
  private int unnamed;

  void counted() {
    compared++;
  }

  /// An instruction whose meaning is not known.
  void unnamed() {
    unnamed++;
  }

  void add(String what, Instruction ours, String theirs) {
    count++;
    var kind = what + " of " + mnemonic(ours);
    var examples = byKind.computeIfAbsent(kind, _ -> new ArrayList<>());
    if (examples.size() < EXAMPLES) {
      examples.add(kind + ": " + ours + " against " + theirs);
    }
  }

  /// Without the prefix.
  static String mnemonic(Instruction instruction) {
    return instruction.text().replaceFirst("^(lock|rep|repz|repnz) +", "").replaceFirst(" .*", "");
  }

  void assertNone() {
    assertThat(compared).as("instructions compared").isGreaterThan(10_000);
    assertThat(byKind.values().stream().flatMap(List::stream))
        .as("disagreements, of %d instructions %d", compared, count)
        .isEmpty();
    assertThat(unnamed)
        .as("instructions without a meaning, of %d", compared)
        .isLessThan(compared / 50);
  }
}
