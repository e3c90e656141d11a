package dev.nfdrop.trace.record;

import static dev.nfdrop.ebpf.asm.JumpCondition.EQUAL;
import static dev.nfdrop.ebpf.asm.JumpCondition.NOT_EQUAL;
import static dev.nfdrop.ebpf.asm.Register.R1;
import static dev.nfdrop.ebpf.asm.Register.R10;
import static dev.nfdrop.ebpf.asm.Register.R2;
import static dev.nfdrop.ebpf.asm.Register.R3;
import static dev.nfdrop.ebpf.asm.Register.R7;
import static dev.nfdrop.ebpf.asm.Size.U16;
import static dev.nfdrop.ebpf.asm.Size.U32;
import static dev.nfdrop.ebpf.asm.Size.U64;
import static dev.nfdrop.ebpf.asm.Size.U8;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.ebpf.asm.Label;
import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.Hook;
import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.kernel.KernelLayout;
import dev.nfdrop.trace.select.NamePattern;
import dev.nfdrop.trace.select.Selection;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;

/// The part of a program that looks whether the record in R7 is wanted, as far as the kernel knows:
/// comments, rejects and who lives in a namespace are known to user space only, and so is the chain
/// of a rule on some kernels.
///
/// Uses R1 to R3.
final class SelectionFilter {
  private final Assembler code;
  private final KernelLayout layout;
  private final Selection selection;
  private final Label unwanted;

  private SelectionFilter(
      Assembler code, KernelLayout layout, Selection selection, Label unwanted) {
    this.code = code;
    this.layout = layout;
    this.selection = selection;
    this.unwanted = unwanted;
  }

  /// Appends the filter. While an engine is being calibrated, every record is wanted.
  ///
  /// @param unwanted where to go with a record that is not
  /// @return whether anything goes there
  static boolean append(Assembler code, KernelLayout layout, Selection selection, Label unwanted) {
    boolean restricts = selection.asksKernel();
    if (restricts) {
      new SelectionFilter(code, layout, selection, unwanted).append();
    }
    return restricts;
  }

  /// Appends what spares packets that live a record if nobody wants their verdict, in
  /// [Frame#LIVES]: that may be most packets of all.
  ///
  /// @param unwanted where to go with such a packet
  static void appendVerdict(Assembler code, Selection selection, Label unwanted) {
    var wanted = code.label("verdict is wanted");
    unlessSelecting(code, wanted);
    code.load(U32, R1, R10, Frame.LIVES);
    for (var verdict : selection.verdicts()) {
      code.jumpIf(EQUAL, R1, VerdictCode.of(verdict), wanted);
    }
    code.jump(unwanted).bind(wanted);
  }

  private static void unlessSelecting(Assembler code, Label wanted) {
    code.loadMapValue(R1, ProgramMaps.CONFIGURATION, ProgramMaps.SELECT_OFFSET)
        .load(U32, R1, R1, 0)
        .jumpIf(EQUAL, R1, 0, wanted);
  }

  private void append() {
    var wanted = code.label("record is wanted");
    unlessSelecting(code, wanted);
    verdict();
    code.load(U16, R1, R7, RecordFormat.CAUSE);
    any(selection.causes(), (cause, found) -> code.jumpIf(EQUAL, R1, CauseCode.of(cause), found));
    family();
    any(selection.families(), (family, found) -> code.jumpIf(EQUAL, R1, family.number(), found));
    code.load(U32, R2, R7, RecordFormat.HOOK);
    any(selection.hooks(), this::hook);
    handles();
    names(selection.tables(), RecordFormat.TABLE_NAME, RecordFormat.NAME_BYTES);
    names(selection.iifs(), RecordFormat.IN_NAME, RecordFormat.INTERFACE_NAME_BYTES);
    names(selection.oifs(), RecordFormat.OUT_NAME, RecordFormat.INTERFACE_NAME_BYTES);
    chains(wanted);
    code.bind(wanted);
  }

  /// A reject is a drop here. Nothing but drops gets here where no other verdict is wanted.
  private void verdict() {
    if (selection.wantsLiving()) {
      code.load(U16, R1, R7, RecordFormat.VERDICT);
      any(
          selection.verdicts(),
          (verdict, found) -> code.jumpIf(EQUAL, R1, VerdictCode.of(verdict), found));
    }
  }

  /// Emits a test for each alternative, of which one has to succeed.
  private <T> void any(Collection<T> alternatives, BiConsumer<T, Label> test) {
    if (!alternatives.isEmpty()) {
      var found = code.label("one fits");
      alternatives.forEach(alternative -> test.accept(alternative, found));
      code.jump(unwanted).bind(found);
    }
  }

  /// Leaves the family's number in R1.
  private void family() {
    var bits = layout.table().family().bits();
    code.load(U32, R1, R7, RecordFormat.FAMILY_WORD)
        .shiftRight(R1, bits.shift())
        .and(R1, (int) bits.mask());
  }

  /// The number of a hook, in R2, depends on the family, in R1.
  private void hook(Hook hook, Label found) {
    for (var family : Family.values()) {
      if (family.has(hook)) {
        var other = code.label("another family");
        code.jumpIf(NOT_EQUAL, R1, family.number(), other)
            .jumpIf(EQUAL, R2, family.number(hook), found)
            .bind(other);
      }
    }
  }

  private void handles() {
    if (!selection.handles().isEmpty()) {
      code.load(U16, R1, R7, RecordFormat.CAUSE)
          .jumpIf(NOT_EQUAL, R1, CauseCode.of(Cause.RULE), unwanted)
          .load(U64, R1, R7, RecordFormat.RULE_HANDLE);
      any(
          selection.handles(),
          (handle, found) -> code.loadConstant(R2, handle).jumpIf(EQUAL, R1, R2, found));
    }
  }

  /// To be the last: where the kernel does not tell the chain, the record is wanted.
  private void chains(Label wanted) {
    if (!selection.chains().isEmpty()) {
      var byRule = code.label("of a rule");
      code.load(U16, R1, R7, RecordFormat.CAUSE)
          .jumpIf(EQUAL, R1, CauseCode.of(Cause.RULE), byRule);
      names(selection.chains(), RecordFormat.BASE_CHAIN_NAME, RecordFormat.NAME_BYTES);
      code.jump(wanted).bind(byRule);
      code.load(U64, R1, R7, RecordFormat.CHAIN_HANDLE).jumpIf(EQUAL, R1, 0, wanted);
      names(selection.chains(), RecordFormat.CHAIN_NAME, RecordFormat.NAME_BYTES);
    }
  }

  private void names(List<NamePattern> patterns, int field, int bytes) {
    any(patterns, (pattern, found) -> name(field, begin(pattern, bytes), found));
  }

  /// How a field begins that a pattern fits, up to the NUL where the name has to end.
  private static byte[] begin(NamePattern pattern, int bytes) {
    var name = pattern.text().getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(name, Math.min(bytes, pattern.prefix() ? name.length : name.length + 1));
  }

  private void name(int field, byte[] begin, Label found) {
    if (begin.length == 0) {
      code.load(U8, R1, R7, field).jumpIf(NOT_EQUAL, R1, 0, found);
      return;
    }
    var other = code.label("another name");
    for (int at = 0; at < begin.length; at += Long.BYTES) {
      int count = Math.min(Long.BYTES, begin.length - at);
      var word = Arrays.copyOfRange(begin, at, at + Long.BYTES);
      code.load(U64, R1, R7, field + at);
      if (count < Long.BYTES) {
        code.loadConstant(R3, (1L << (count * Byte.SIZE)) - 1).and(R1, R3);
      }
      code.loadConstant(R2, ByteBuffer.wrap(word).order(ByteOrder.LITTLE_ENDIAN).getLong())
          .jumpIf(NOT_EQUAL, R1, R2, other);
    }
    code.jump(found).bind(other);
  }
}
