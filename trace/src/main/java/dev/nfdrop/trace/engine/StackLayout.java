package dev.nfdrop.trace.engine;

import dev.nfdrop.locator.machine.Register;
import java.util.Map;

/// What lies where on the kernel stack above a raw tracepoint's context, in bytes from it.
///
/// It depends on how the tracepoint calls the program: directly, or, once anything else is attached
/// to the tracepoint, through a function that calls one after the other.
///
/// @param returnAddress the word that holds the return address into `nft_do_chain()`
/// @param saved where callee-saved registers of `nft_do_chain()` were pushed
record StackLayout(int returnAddress, Map<Register, Integer> saved) {
  StackLayout {
    saved = Map.copyOf(saved);
  }

  /// @throws IllegalArgumentException if nobody saved the register
  int savedAt(Register register) {
    var offset = saved.get(register);
    if (offset == null) {
      throw new IllegalArgumentException(register.fullName() + " is not saved on the stack");
    }
    return offset;
  }

  /// What the stack pointer was before the call pushed the return address.
  int stackPointerAtSite() {
    return returnAddress + Long.BYTES;
  }

  /// A register's place as people count it: words from the return address, negative below it.
  int wordsFromReturn(Register register) {
    return (savedAt(register) - returnAddress) / Long.BYTES;
  }
}
