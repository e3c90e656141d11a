package dev.nfdrop.trace.engine;

import static dev.nfdrop.ebpf.asm.Register.R1;
import static dev.nfdrop.ebpf.asm.Register.R10;
import static dev.nfdrop.ebpf.asm.Register.R6;
import static dev.nfdrop.ebpf.asm.Size.U64;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.locator.machine.Register;
import dev.nfdrop.trace.record.Reads;

/// The registers as they lie on the kernel stack between `nft_do_chain()` and the program, whose
/// context R6 points to.
final class StackRegisters implements MachineState {
  private final StackLayout layout;

  StackRegisters(StackLayout layout) {
    this.layout = layout;
  }

  @Override
  public void register(Assembler code, Register register, int slot) {
    read(code, layout.savedAt(register), Long.BYTES, slot);
  }

  @Override
  public void stack(Assembler code, long offset, int bytes, int slot) {
    read(code, layout.stackPointerAtSite() + Math.toIntExact(offset), bytes, slot);
  }

  @Override
  public void stackAddress(Assembler code, long offset, int slot) {
    code.move(R1, R6)
        .add(R1, layout.stackPointerAtSite() + Math.toIntExact(offset))
        .store(U64, R10, slot, R1);
  }

  private static void read(Assembler code, int offsetFromContext, int bytes, int slot) {
    code.store(U64, R10, slot, 0);
    new Reads(code).toFrame(slot, bytes, R6, offsetFromContext);
  }
}
