package dev.nfdrop.trace.engine;

import dev.nfdrop.locator.machine.Register;
import dev.nfdrop.locator.site.Location;
import dev.nfdrop.trace.engine.StackSample.Role;
import dev.nfdrop.trace.kernel.KernelLayout;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds in x86-64 stack samples where the return address lies and where the registers were saved
/// that hold rule, packet and base chain. For AArch64 see [FrameAnalysis].
///
/// A word counts only if it is right in every sample. Of several the one nearest to
/// `nft_do_chain()` is taken: the first function called saves its caller's registers there, what
/// lies further down may have been changed in between, or be left over from earlier calls. What
/// comes out is a proposal, which the calibration judges.
final class StackAnalysis {
  private final KernelLayout layout;
  private final List<SiteValues> sites;
  private final List<StackSample> samples;
  private final SavingCalls calls;

  private StackAnalysis(
      KernelLayout layout, SavingCalls calls, List<SiteValues> sites, List<StackSample> samples) {
    this.layout = layout;
    this.calls = calls;
    this.sites = sites;
    this.samples = samples;
  }

  /// What came of it.
  sealed interface Finding {
    record Found(StackLayout layout) implements Finding {}

    /// Something is missing.
    ///
    /// @param reason what was not on the stack
    record NotFound(String reason) implements Finding {}
  }

  /// @param calls what the functions in between have saved
  static Finding analyse(
      KernelLayout layout, SavingCalls calls, List<SiteValues> sites, List<StackSample> samples) {
    return new StackAnalysis(layout, calls, sites, samples).analyse();
  }

  private Finding analyse() {
    if (samples.isEmpty()) {
      return new Finding.NotFound("no drop of the calibration reached the tracepoint");
    }
    var returns = new BitSet();
    returns.set(0, StackSurvey.WORDS);
    samples.forEach(sample -> returns.and(bits(sample.returnAddresses())));
    var reason = "the return address into nft_do_chain() is not on the stack";
    for (int word = returns.length() - 1; word >= 0; word = returns.previousSetBit(word - 1)) {
      switch (registers(word)) {
        case Registers.All(var saved) -> {
          return new Finding.Found(StackLayout.pushed(offset(word), saved));
        }
        case Registers.Missing(var missing) -> reason = missing;
      }
    }
    return new Finding.NotFound(reason);
  }

  private sealed interface Registers {
    record All(Map<Register, Integer> saved) implements Registers {}

    record Missing(String reason) implements Registers {}
  }

  /// Finds the registers for one place of the return address.
  private Registers registers(int returnWord) {
    var saved = new HashMap<Register, BitSet>();
    for (var sample : samples) {
      for (var wanted : WantedValue.of(sites, sample)) {
        switch (wanted.place()) {
          case Location.InRegister(var register) ->
              saved
                  .computeIfAbsent(register, _ -> below(returnWord))
                  .and(sample.wordsFor(wanted.role(), layout));
          case Location.OnStack(_, long offset, _) -> {
            var word = returnWord + 1 + (int) (offset / Long.BYTES);
            if (word >= StackSurvey.WORDS || !sample.plays(word, wanted.role(), layout)) {
              return new Registers.Missing(
                  "the %s is not at %s".formatted(wanted.role().text(), wanted.place()));
            }
          }
          case Location.InMemory place ->
              throw new IllegalArgumentException("no direct place: " + place);
        }
      }
    }
    return nearest(saved, depths(returnWord));
  }

  /// Where registers were saved that hold the depth of the jumps, which can be done without. The
  /// depth is a small number like many others, so that only the code can tell.
  private Map<Register, Integer> depths(int returnWord) {
    var saved = new HashMap<Register, Set<Optional<Integer>>>();
    for (var sample : samples) {
      WantedValue.site(sites, sample)
          .filter(_ -> sample.byRule())
          .flatMap(SiteValues::depthRegister)
          .ifPresent(register ->
              saved
                  .computeIfAbsent(register, _ -> new HashSet<>())
                  .add(depth(sample, register, returnWord)));
    }
    var certain = new HashMap<Register, Integer>();
    saved.forEach((register, places) -> {
      if (places.size() == 1) {
        places.iterator().next().ifPresent(place -> certain.put(register, place));
      }
    });
    return certain;
  }

  /// In bytes from the context.
  private Optional<Integer> depth(StackSample sample, Register register, int returnWord) {
    return new PushedFrames(sample, calls)
        .savedAt(register, sample.context() + offset(returnWord))
        .map(sample::fromContext)
        .filter(at -> sample.plays(StackSample.wordAt(at), Role.JUMP_DEPTH, layout));
  }

  private static Registers nearest(
      Map<Register, BitSet> candidates, Map<Register, Integer> depths) {
    var saved = new HashMap<>(depths);
    for (var candidate : candidates.entrySet()) {
      var words = candidate.getValue();
      if (words.isEmpty()) {
        return new Registers.Missing(
            "no function between nft_do_chain() and the program saves "
                + candidate.getKey().fullName());
      }
      saved.put(candidate.getKey(), offset(words.length() - 1));
    }
    return new Registers.All(saved);
  }

  private static BitSet below(int word) {
    var words = new BitSet();
    words.set(0, word);
    return words;
  }

  private static BitSet bits(int[] numbers) {
    var set = new BitSet();
    for (int number : numbers) {
      set.set(number);
    }
    return set;
  }

  /// In bytes from the context.
  private static int offset(int word) {
    return (StackSurvey.FIRST_WORD + word) * Long.BYTES;
  }
}
