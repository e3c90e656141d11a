package dev.nfdrop.locator.arm64;

import static java.util.Map.entry;

import dev.nfdrop.locator.machine.Arm64Register;
import dev.nfdrop.locator.machine.Control;
import dev.nfdrop.locator.machine.Effect;
import dev.nfdrop.locator.machine.Expression;
import dev.nfdrop.locator.machine.Width;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Hints, barriers, exceptions and system registers.
final class SystemInstructions {
  private static final Map<Integer, String> HINTS =
      Map.ofEntries(
          entry(0, "nop"),
          entry(1, "yield"),
          entry(2, "wfe"),
          entry(3, "wfi"),
          entry(4, "sev"),
          entry(5, "sevl"),
          entry(6, "dgh"),
          entry(7, "xpaclri"),
          entry(8, "pacia1716"),
          entry(10, "pacib1716"),
          entry(12, "autia1716"),
          entry(14, "autib1716"),
          entry(16, "esb"),
          entry(17, "psb csync"),
          entry(18, "tsb csync"),
          entry(20, "csdb"),
          entry(24, "paciaz"),
          entry(25, "paciasp"),
          entry(26, "pacibz"),
          entry(27, "pacibsp"),
          entry(28, "autiaz"),
          entry(29, "autiasp"),
          entry(30, "autibz"),
          entry(31, "autibsp"),
          entry(32, "bti"),
          entry(34, "bti c"),
          entry(36, "bti j"),
          entry(38, "bti jc"));

  private static final int XPACLRI = 7;

  /// The last of the hints that sign or check x17; those that do so to the link register follow.
  private static final int LAST_1716 = 14;

  private static final List<String> BARRIER_SCOPES =
      List.of(
          "#0x00", "oshld", "oshst", "osh", "#0x04", "nshld", "nshst", "nsh", "#0x08", "ishld",
          "ishst", "ish", "#0x0c", "ld", "st", "sy");

  private static final int WHOLE_SYSTEM = 15;

  /// Processor state fields, by `op1:op2`.
  private static final Map<Integer, String> STATE_FIELDS =
      Map.of(
          0x03, "uao", 0x04, "pan", 0x05, "spsel", 0x31, "ssbs", 0x32, "dit", 0x34, "tco", 0x36,
          "daifset", 0x37, "daifclr");

  private SystemInstructions() {}

  static Optional<Meaning> hint(Word word, long address) {
    int number = word.field(11, 5);
    var text = HINTS.get(number);
    if (text == null) {
      return Meaning.of("hint #0x%x".formatted(number));
    }
    return switch (number) {
      case 8, 10, 12, LAST_1716 -> Meaning.of(text, changed(Arm64Register.X17));
      case XPACLRI, 24, 25, 26, 27, 28, 29, 30, 31 -> Meaning.of(text, changed(Arm64Register.X30));
      default -> Meaning.of(text);
    };
  }

  private static Effect changed(Arm64Register register) {
    return new Effect.Assign(register, Expression.Unknown.of(Expression.read(register)));
  }

  static Optional<Meaning> barrier(Word word, long address) {
    int scope = word.field(11, 8);
    return switch (word.field(7, 5)) {
      case 2 -> Meaning.of("clrex" + (scope == WHOLE_SYSTEM ? "" : " #0x%x".formatted(scope)));
      case 4 ->
          Meaning.of(
              scope == 0 ? "ssbb" : scope == 4 ? "pssbb" : "dsb " + BARRIER_SCOPES.get(scope));
      case 5 -> Meaning.of("dmb " + BARRIER_SCOPES.get(scope));
      case 6 -> Meaning.of("isb" + (scope == WHOLE_SYSTEM ? "" : " #0x%x".formatted(scope)));
      case 7 -> scope == 0 ? Meaning.of("sb") : Meaning.unallocated();
      default -> Meaning.unallocated();
    };
  }

  /// `msr daifset, #imm` and so on. Writing `spsel` exchanges the stack pointer.
  static Optional<Meaning> setState(Word word, long address) {
    var field = STATE_FIELDS.get(word.field(18, 16) << 4 | word.field(7, 5));
    if (field == null) {
      return Meaning.unallocated();
    }
    var text = "msr %s, #0x%x".formatted(field, word.field(11, 8));
    return field.equals("spsel")
        ? Meaning.of(text, Effect.Clobber.of(Arm64Register.SP))
        : Meaning.of(text);
  }

  /// `mrs Xt, register` and `msr register, Xt`.
  static Optional<Meaning> register(Word word, long address) {
    var register = SystemRegisters.name(word);
    var t = Operand.of(word.d(), Width.LONG);
    if (word.bit(21)) {
      return Meaning.of("mrs " + t + ", " + register, t.clobber());
    }
    var text = "msr " + register + ", " + t;
    return register.equals("nzcv") ? Meaning.of(text, new Effect.ClobberFlags()) : Meaning.of(text);
  }

  /// `svc`, `hvc`, `smc`: somebody else's code runs; `brk`: the kernel's own handler.
  static Optional<Meaning> exception(Word word, long address) {
    int immediate = word.field(20, 5);
    return switch (word.field(23, 21) << 2 | word.field(1, 0)) {
      case 1 -> call("svc", immediate);
      case 2 -> call("hvc", immediate);
      case 3 -> call("smc", immediate);
      case 4 -> Meaning.branch("brk #0x%x".formatted(immediate), new Control.Trap());
      case 8 -> Meaning.branch("hlt #0x%x".formatted(immediate), new Control.Trap());
      default -> Meaning.unallocated();
    };
  }

  private static Optional<Meaning> call(String name, int immediate) {
    return Meaning.of("%s #0x%x".formatted(name, immediate), new Effect.ClobberEverything());
  }

  static Optional<Meaning> undefined(Word word, long address) {
    return Meaning.branch("udf #" + word.field(15, 0), new Control.Trap());
  }
}
