package dev.nfdrop.trace.record;

import static dev.nfdrop.ebpf.asm.Register.R1;
import static dev.nfdrop.ebpf.asm.Register.R10;
import static dev.nfdrop.ebpf.asm.Register.R2;
import static dev.nfdrop.ebpf.asm.Register.R3;
import static dev.nfdrop.ebpf.asm.Register.R7;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.ebpf.asm.Helper;
import dev.nfdrop.ebpf.asm.Register;
import dev.nfdrop.ebpf.asm.Size;

/// Reads of kernel memory by helper, so that a bad pointer gives zeros and no fault. Each leaves R0
/// to R5 undefined but for R0, which is 0 (for text: not negative) if all could be read.
public final class Reads {
  private final Assembler code;

  public Reads(Assembler code) {
    this.code = code;
  }

  /// Reads from a pointer in a slot of the frame, plus an offset, into another slot.
  public void toFrame(int slot, int bytes, int pointerSlot, int offset) {
    toFrame(slot, bytes);
    from(pointerSlot, offset);
    code.call(Helper.PROBE_READ_KERNEL);
  }

  /// Reads from the address in a register, plus an offset, into a slot.
  public void toFrame(int slot, int bytes, Register pointer, int offset) {
    code.move(R3, pointer).add(R3, offset);
    toFrame(slot, bytes);
    code.call(Helper.PROBE_READ_KERNEL);
  }

  /// Reads into the record that R7 points to.
  void toRecord(int field, int bytes, int pointerSlot, int offset) {
    toRecord(field, bytes);
    from(pointerSlot, offset);
    code.call(Helper.PROBE_READ_KERNEL);
  }

  /// Follows a `char *` and reads the text into the record; cut off if too long.
  void textToRecord(int field, int bytes, int pointerSlot, int offset) {
    toFrame(Frame.SCRATCH, Long.BYTES, pointerSlot, offset);
    toRecord(field, bytes);
    from(Frame.SCRATCH, 0);
    code.call(Helper.PROBE_READ_KERNEL_STR);
  }

  private void toFrame(int slot, int bytes) {
    code.move(R1, R10).add(R1, slot).move(R2, bytes);
  }

  private void toRecord(int field, int bytes) {
    code.move(R1, R7).add(R1, field).move(R2, bytes);
  }

  private void from(int pointerSlot, int offset) {
    code.load(Size.U64, R3, R10, pointerSlot).add(R3, offset);
  }
}
