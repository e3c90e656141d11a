package dev.nfdrop.trace.engine;

import static dev.nfdrop.ebpf.asm.Helper.PROBE_READ_KERNEL;
import static dev.nfdrop.ebpf.asm.Helper.RINGBUF_RESERVE;
import static dev.nfdrop.ebpf.asm.Helper.RINGBUF_SUBMIT;
import static dev.nfdrop.ebpf.asm.JumpCondition.EQUAL;
import static dev.nfdrop.ebpf.asm.JumpCondition.NOT_EQUAL;
import static dev.nfdrop.ebpf.asm.Register.R0;
import static dev.nfdrop.ebpf.asm.Register.R1;
import static dev.nfdrop.ebpf.asm.Register.R10;
import static dev.nfdrop.ebpf.asm.Register.R2;
import static dev.nfdrop.ebpf.asm.Register.R3;
import static dev.nfdrop.ebpf.asm.Register.R6;
import static dev.nfdrop.ebpf.asm.Register.R7;
import static dev.nfdrop.ebpf.asm.Register.R8;
import static dev.nfdrop.ebpf.asm.Register.R9;
import static dev.nfdrop.ebpf.asm.Size.U32;
import static dev.nfdrop.ebpf.asm.Size.U64;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.ebpf.program.ProgramSpec;
import dev.nfdrop.ebpf.program.ProgramType;
import dev.nfdrop.trace.kernel.KernelLayout;
import dev.nfdrop.trace.record.Frame;
import dev.nfdrop.trace.record.Reads;

/// The program that copies the kernel stack around its context at each drop in one namespace, and
/// what every word there points to.
///
/// It has the frame and uses the registers that the engine's own program does, so that what it
/// finds holds for that one as well.
final class StackSurvey {
  /// The first word to look at, counted from the context: below it lies the program's own frame,
  /// where it saved the registers that it uses.
  static final int FIRST_WORD = -32;

  static final int WORDS = 128;

  static final String RING = "nfdrop_survey";

  /// The record: location, skb, length of the packet, address of the context, then three arrays of
  /// [#WORDS].
  static final int LOCATION = 0;

  static final int SKB = 8;
  static final int LENGTH = 16;
  static final int CONTEXT = 24;
  static final int STACK = 32;
  static final int AT_WORD = STACK + WORDS * Long.BYTES;
  static final int HANDLE_AT_WORD = AT_WORD + WORDS * Long.BYTES;
  static final int RECORD_BYTES = HANDLE_AT_WORD + WORDS * Long.BYTES;

  private static final String NAME = "nfdrop_survey";

  private final KernelLayout layout;
  private final Assembler code = new Assembler();
  private final Reads reads = new Reads(code);

  private StackSurvey(KernelLayout layout) {
    this.layout = layout;
  }

  /// @param netnsInode the namespace whose drops to look at
  static ProgramSpec program(KernelLayout layout, int dropReason, long netnsInode) {
    return new StackSurvey(layout).program(dropReason, (int) netnsInode);
  }

  private ProgramSpec program(int dropReason, int netnsInode) {
    var end = code.label("end");
    code.move(R6, R1)
        .load(U32, R2, R6, KfreeSkb.REASON)
        .jumpIf(NOT_EQUAL, R2, dropReason, end)
        .load(U64, R1, R6, KfreeSkb.SKB)
        .store(U64, R10, Frame.SKB, R1)
        .store(U64, R10, Frame.BOTTOM, 0);
    reads.toFrame(Frame.SCRATCH, Long.BYTES, Frame.SKB, layout.skb().device());
    reads.toFrame(Frame.SCRATCH, Long.BYTES, Frame.SCRATCH, layout.device().net());
    reads.toFrame(Frame.BOTTOM, Integer.BYTES, Frame.SCRATCH, layout.netInode());
    code.load(U32, R1, R10, Frame.BOTTOM)
        .move32(R2, netnsInode)
        .jumpIf(NOT_EQUAL, R1, R2, end)
        .loadMap(R1, RING)
        .move(R2, RECORD_BYTES)
        .move(R3, 0)
        .call(RINGBUF_RESERVE)
        .jumpIf(EQUAL, R0, 0, end)
        .move(R7, R0);
    header();
    words();
    code.move(R1, R7).move(R2, 0).call(RINGBUF_SUBMIT).bind(end).move(R0, 0).exit();
    return new ProgramSpec(NAME, ProgramType.RAW_TRACEPOINT, code.build());
  }

  /// R8 and R9 are used only to be saved, as the engine's program saves them.
  private void header() {
    code.load(U64, R8, R6, KfreeSkb.LOCATION)
        .store(U64, R7, LOCATION, R8)
        .load(U64, R9, R6, KfreeSkb.SKB)
        .store(U64, R7, SKB, R9)
        .store(U64, R7, LENGTH, 0)
        .store(U64, R7, CONTEXT, R6)
        .move(R1, R7)
        .add(R1, LENGTH)
        .move(R2, Integer.BYTES)
        .move(R3, R9)
        .add(R3, layout.skb().length())
        .call(PROBE_READ_KERNEL);
  }

  private void words() {
    code.move(R1, R7)
        .add(R1, STACK)
        .move(R2, WORDS * Long.BYTES)
        .move(R3, R6)
        .add(R3, FIRST_WORD * Long.BYTES)
        .call(PROBE_READ_KERNEL);
    for (int word = 0; word < WORDS; word++) {
      pointee(AT_WORD, word, 0);
      pointee(HANDLE_AT_WORD, word, layout.chain().handle());
    }
  }

  private void pointee(int array, int word, int offset) {
    code.move(R1, R7)
        .add(R1, array + word * Long.BYTES)
        .move(R2, Long.BYTES)
        .load(U64, R3, R7, STACK + word * Long.BYTES)
        .add(R3, offset)
        .call(PROBE_READ_KERNEL);
  }
}
