package dev.nfdrop.trace.engine;

import dev.nfdrop.locator.machine.Register;
import java.util.Map;

/// What lies where on the kernel stack above a raw tracepoint's context, in bytes from it.
///
/// It depends on how the tracepoint calls the program: directly, or, once anything else is attached
/// to the tracepoint, through a function that calls one after the other.
///
/// @param returnAddress the word that holds the return address into `nft_do_chain()`
/// @param signatureBits how many high bits of that word may be a signature and are not compared
/// @param stackPointerAtSite what the stack pointer of `nft_do_chain()` was before the call
/// @param saved where its callee-saved registers were put
record StackLayout(
    int returnAddress, int signatureBits, int stackPointerAtSite, Map<Register, Integer> saved) {
  StackLayout {
    saved = Map.copyOf(saved);
  }

  /// Where calls push return addresses, as on x86-64.
  static StackLayout pushed(int returnAddress, Map<Register, Integer> saved) {
    return new StackLayout(returnAddress, 0, returnAddress + Long.BYTES, saved);
  }

  /// The same with other places of registers.
  StackLayout withSaved(Map<Register, Integer> other) {
    return new StackLayout(returnAddress, signatureBits, stackPointerAtSite, other);
  }

  /// @throws IllegalArgumentException if nobody saved the register
  int savedAt(Register register) {
    var offset = saved.get(register);
    if (offset == null) {
      throw new IllegalArgumentException(register.fullName() + " is not saved on the stack");
    }
    return offset;
  }

  /// A register's place as people count it: words from the return address, negative below it.
  int wordsFromReturn(Register register) {
    return (savedAt(register) - returnAddress) / Long.BYTES;
  }
}
