package dev.nfdrop.trace.engine;

import dev.nfdrop.locator.machine.Register;
import java.util.Optional;

/// The x86-64 stack frames of the functions that `nft_do_chain()` called, as their code tells: a
/// function's frame ends where the return address lies of the call that it is in.
///
/// Nothing is searched for by its value: next to saved registers lie words that nobody wrote, where
/// an earlier call may have left what looks right.
final class PushedFrames {
  /// Functions between a drop and a tracepoint's program have frames of some hundred bytes at most.
  /// Without a bound every function would be analysed of which a return address is left anywhere on
  /// the stack, which takes minutes on a busy machine.
  private static final int MOST_BYTES = 512;

  private final StackSample sample;
  private final SavingCalls calls;
  private final Optional<SavingCalls.Call> program;

  PushedFrames(StackSample sample, SavingCalls calls) {
    this(sample, calls, Optional.empty());
  }

  /// @param program what the program saves that is entered below the tracepoint's context; empty
  ///   where the frames end in front of it
  PushedFrames(StackSample sample, SavingCalls calls, Optional<SavingCalls.Call> program) {
    this.sample = sample;
    this.calls = calls;
    this.program = program;
  }

  /// Where the first function that saves a register saved what the caller had in it; an address,
  /// empty where the frames are not understood up to there.
  ///
  /// @param returnAt where the return address into that caller, `nft_do_chain()` mostly, lies
  Optional<Long> savedAt(Register register, long returnAt) {
    long entry = returnAt;
    while (true) {
      boolean isProgram = program.isPresent() && entry < sample.context();
      var call = isProgram ? program : callOf(entry);
      if (call.isEmpty()) {
        return Optional.empty();
      }
      var offset = call.get().state().saved().get(register);
      if (offset != null) {
        return Optional.of(entry + offset);
      }
      if (isProgram) {
        return Optional.empty();
      }
      entry = end(entry, call.get());
    }
  }

  /// The call in which the function is that was entered with this stack pointer.
  private Optional<SavingCalls.Call> callOf(long entry) {
    var lowest = entry - MOST_BYTES;
    for (long at = entry - Long.BYTES; at >= lowest && sample.contains(at); at -= Long.BYTES) {
      // The location lies there as well, as an argument of what the tracepoint calls.
      if (sample.word(at) != sample.location()) {
        var call = calls.returningTo(sample.word(at));
        if (call.isPresent() && end(entry, call.get()) == at) {
          return call;
        }
      }
    }
    return Optional.empty();
  }

  /// Where a call of a function that was entered with this stack pointer pushes its return address.
  private static long end(long entry, SavingCalls.Call call) {
    return entry + call.state().stackPointer() - Long.BYTES;
  }
}
