package dev.nfdrop.trace.engine;

import static dev.nfdrop.ebpf.asm.Register.R1;
import static dev.nfdrop.ebpf.asm.Register.R10;
import static dev.nfdrop.ebpf.asm.Register.R6;
import static dev.nfdrop.ebpf.asm.Size.U64;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.locator.machine.Arm64Register;
import dev.nfdrop.locator.machine.Register;
import dev.nfdrop.locator.machine.X86Register;
import dev.nfdrop.trace.record.Reads;

/// The registers as a kprobe's program gets them: in `struct pt_regs`, which R6 points to.
final class ProbedRegisters implements MachineState {
  private final Register stackPointer;

  /// @param stackPointer of the running kernel's architecture
  ProbedRegisters(Register stackPointer) {
    this.stackPointer = stackPointer;
  }

  @Override
  public void register(Assembler code, Register register, int slot) {
    code.load(U64, R1, R6, offset(register)).store(U64, R10, slot, R1);
  }

  @Override
  public void stack(Assembler code, long offset, int bytes, int slot) {
    code.store(U64, R10, slot, 0).load(U64, R1, R6, offset(stackPointer));
    new Reads(code).toFrame(slot, bytes, R1, Math.toIntExact(offset));
  }

  @Override
  public void stackAddress(Assembler code, long offset, int slot) {
    code.load(U64, R1, R6, offset(stackPointer))
        .add(R1, Math.toIntExact(offset))
        .store(U64, R10, slot, R1);
  }

  /// Where `struct pt_regs` keeps a register: arch/x86/include/asm/ptrace.h, and `struct
  /// user_pt_regs` of arch/arm64/include/uapi/asm/ptrace.h.
  private static int offset(Register register) {
    return switch (register) {
      case X86Register x86 -> offset(x86);
      case Arm64Register arm64 -> arm64.number() * Long.BYTES;
    };
  }

  // spotless:off
  private static int offset(X86Register register) {
    return switch (register) {
      case R15 -> 0;    case R14 -> 8;    case R13 -> 16;   case R12 -> 24;
      case RBP -> 32;   case RBX -> 40;   case R11 -> 48;   case R10 -> 56;
      case R9  -> 64;   case R8  -> 72;   case RAX -> 80;   case RCX -> 88;
      case RDX -> 96;   case RSI -> 104;  case RDI -> 112;  case RSP -> 152;
    };
  }
  // spotless:on
}
