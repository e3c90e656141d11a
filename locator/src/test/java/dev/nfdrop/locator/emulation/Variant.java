package dev.nfdrop.locator.emulation;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// A way to run a rule set that must make no difference.
///
/// @param evaluation the code behind an expression's `eval`
/// @param generation which of a chain's two sets of rules is in use
record Variant(Evaluation evaluation, int generation) {
  /// The code behind an expression's `eval`.
  enum Evaluation {
    /// A stub, called through the pointer.
    STUB,
    /// The module's own `nft_immediate_eval()`, which some kernels call directly.
    IMMEDIATE
  }

  static List<Variant> all() {
    return Arrays.stream(Evaluation.values())
        .flatMap(evaluation -> Stream.of(0, 1).map(number -> new Variant(evaluation, number)))
        .toList();
  }
}
