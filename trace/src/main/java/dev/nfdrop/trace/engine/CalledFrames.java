package dev.nfdrop.trace.engine;

import dev.nfdrop.locator.machine.Register;
import dev.nfdrop.trace.engine.SavingCalls.Call;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The x86-64 stack frames between a call that frees a packet and the program, as the code of the
/// functions there tells ([PushedFrames]). The other places that are known hold for a check: what
/// this says of them has to be the same.
///
/// @param program what the program that took the samples had saved
record CalledFrames(SavingCalls calls, Call program) {

  /// The layout with where these registers are saved as well; the layout as it is where that is not
  /// the same in all samples, or the registers already known would be saved elsewhere.
  StackLayout with(StackLayout layout, Collection<Register> wanted, List<StackSample> samples) {
    var saved = new HashMap<Register, Integer>(layout.saved());
    for (var register : wanted) {
      var at = savedAt(register, layout, samples);
      at.ifPresent(offset -> saved.putIfAbsent(register, offset));
    }
    return agreesWith(layout, samples) ? layout.withSaved(saved) : layout;
  }

  private boolean agreesWith(StackLayout layout, List<StackSample> samples) {
    return layout.saved().entrySet().stream()
        .allMatch(known ->
            savedAt(known.getKey(), layout, samples).equals(OptionalInt.of(known.getValue())));
  }

  private OptionalInt savedAt(Register register, StackLayout layout, List<StackSample> samples) {
    var places =
        samples.stream()
            .map(sample -> savedAt(register, sample, sample.context() + layout.returnAddress()))
            .distinct()
            .toList();
    return places.size() == 1 && places.getFirst().isPresent()
        ? OptionalInt.of(places.getFirst().get())
        : OptionalInt.empty();
  }

  /// In bytes from the context.
  ///
  /// @param returnAt where the return address of the freeing call lies
  private Optional<Integer> savedAt(Register register, StackSample sample, long returnAt) {
    return new PushedFrames(sample, calls, Optional.of(program))
        .savedAt(register, returnAt)
        .map(sample::fromContext);
  }
}
