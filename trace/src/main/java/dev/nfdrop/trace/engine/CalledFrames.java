package dev.nfdrop.trace.engine;

import dev.nfdrop.locator.machine.Register;
import dev.nfdrop.trace.engine.SavingCalls.Call;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The x86-64 stack frames between a call that frees a packet and the program, as the code of the
/// functions there tells: where each saves which register, and how far below its own return address
/// it pushes that of its next call.
///
/// Nothing is searched for by its value: next to saved registers lie words that nobody wrote, where
/// an earlier call may have left what looks right. The other places that are known hold for a
/// check: what this says of them has to be the same.
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
    long entry = returnAt;
    while (true) {
      var call = entry < sample.context() ? Optional.of(program) : callOf(entry, sample);
      if (call.isEmpty()) {
        return Optional.empty();
      }
      var offset = call.get().state().saved().get(register);
      if (offset != null) {
        return Optional.of(sample.fromContext(entry + offset));
      }
      if (entry < sample.context()) {
        return Optional.empty();
      }
      entry = end(entry, call.get());
    }
  }

  /// The call in which the function is that was entered with this stack pointer.
  private Optional<Call> callOf(long entry, StackSample sample) {
    for (long at = entry - Long.BYTES; sample.contains(at); at -= Long.BYTES) {
      var call = calls.returningTo(sample.word(at));
      if (call.isPresent() && end(entry, call.get()) == at) {
        return call;
      }
    }
    return Optional.empty();
  }

  /// Where a call of a function that was entered with this stack pointer pushes its return address.
  private static long end(long entry, Call call) {
    return entry + call.state().stackPointer() - Long.BYTES;
  }
}
