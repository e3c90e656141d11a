package dev.nfdrop.trace.engine;

import dev.nfdrop.locator.machine.Arm64Register;
import dev.nfdrop.locator.machine.Register;
import dev.nfdrop.trace.engine.SavingCalls.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The AArch64 stack frames of the functions between `nft_do_chain()` and the program, with what
/// each saved where.
///
/// @param frames that of the function which `nft_do_chain()` called first, the program's last
record SavedFrames(List<Frame> frames) {
  SavedFrames {
    frames = List.copyOf(frames);
  }

  /// One frame.
  ///
  /// @param call what the function had saved when it called on
  /// @param entry the stack pointer when the function was entered
  record Frame(Call call, long entry) {
    Optional<Long> savedAt(Register register) {
      return Optional.ofNullable(call.state().saved().get(register)).map(offset -> entry + offset);
    }

    /// The stack pointer when it called on.
    long stackPointer() {
      return entry + call.state().stackPointer();
    }
  }

  /// What came of reading them.
  sealed interface Reading {
    record Known(SavedFrames frames) implements Reading {}

    /// A function's code does not fit the stack.
    record Unknown(String reason) implements Reading {}
  }

  /// Gives each frame record the function that wrote it: the one into which the record below
  /// returns.
  static Reading read(FrameRecords chain, SavingCalls calls, Call program) {
    var records = chain.records();
    var frames = new ArrayList<Frame>();
    for (int i = records.size() - 1; i >= 0; i--) {
      var call =
          i == 0 ? Optional.of(program) : calls.returningTo(records.get(i - 1).returnAddress());
      if (call.isEmpty()) {
        return new Reading.Unknown(
            "what the function saves that calls up to 0x%x is not known"
                .formatted(records.get(i - 1).returnAddress()));
      }
      var record = call.get().state().saved().get(Arm64Register.X29);
      if (record == null) {
        return new Reading.Unknown(call.get().function() + "() writes no frame record");
      }
      var frame = new Frame(call.get(), records.get(i).address() - record);
      if (!frames.isEmpty() && frames.getLast().stackPointer() != frame.entry()) {
        return new Reading.Unknown(
            "the frame of %s() is not where its code puts it".formatted(call.get().function()));
      }
      frames.add(frame);
    }
    return new Reading.Known(new SavedFrames(frames));
  }

  /// Where the first function that saves a register saved what `nft_do_chain()` had in it.
  Optional<Long> savedAt(Register register) {
    return frames.stream().flatMap(frame -> frame.savedAt(register).stream()).findFirst();
  }

  /// The stack pointer of `nft_do_chain()` at the call.
  long stackPointerAtSite() {
    return frames.getFirst().entry();
  }
}
