package dev.nfdrop.trace.engine;

import dev.nfdrop.locator.flow.SavedRegisters.AtCall;
import java.util.Optional;

/// What functions have saved on the stack when they call the next one, as their code tells.
interface SavingCalls {
  /// A call inside the kernel.
  ///
  /// @param function that calls
  record Call(String function, AtCall state) {}

  /// The call that returns to an address; empty where that is not understood.
  Optional<Call> returningTo(long address);
}
