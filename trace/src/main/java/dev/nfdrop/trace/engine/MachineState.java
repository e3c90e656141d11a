package dev.nfdrop.trace.engine;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.locator.machine.Register;

/// How a program gets at the registers that `nft_do_chain()` had at a site.
///
/// The code may use R0 to R5 and keeps R6 to R9.
interface MachineState {
  /// Emits code that leaves a register's value in a slot of the frame.
  void register(Assembler code, Register register, int slot);

  /// Emits code that leaves 64 bits of the function's stack in a slot of the frame.
  ///
  /// @param offset in bytes from the stack pointer at the site
  void stack(Assembler code, long offset, int bytes, int slot);

  /// Emits code that leaves an address on the function's stack in a slot of the frame.
  ///
  /// @param offset in bytes from the stack pointer at the site
  void stackAddress(Assembler code, long offset, int slot);
}
