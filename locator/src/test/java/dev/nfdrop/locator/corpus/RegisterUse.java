package dev.nfdrop.locator.corpus;

import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Arm64Register;
import dev.nfdrop.locator.machine.Condition;
import dev.nfdrop.locator.machine.Control;
import dev.nfdrop.locator.machine.Effect;
import dev.nfdrop.locator.machine.Expression;
import dev.nfdrop.locator.machine.Instruction;
import dev.nfdrop.locator.machine.Register;
import dev.nfdrop.locator.machine.Target;
import dev.nfdrop.locator.machine.Width;
import dev.nfdrop.locator.machine.X86Register;
import java.util.Set;
import java.util.TreeSet;

/// The registers that a decoded instruction reads and writes, by their full names, and `flags`.
final class RegisterUse {
  static final String FLAGS = "flags";

  private final Set<String> read = new TreeSet<>();
  private final Set<String> written = new TreeSet<>();

  private boolean unknownResult;
  private boolean everything;
  private boolean changesNothing;
  private final Architecture architecture;

  private RegisterUse(Architecture architecture) {
    this.architecture = architecture;
  }

  static RegisterUse of(Architecture architecture, Instruction instruction) {
    var use = new RegisterUse(architecture);
    use.changesNothing =
        instruction.effects().isEmpty() && instruction.control() instanceof Control.Next;
    instruction.effects().forEach(use::add);
    use.add(instruction.control());
    return use;
  }

  /// Whether nothing is known but that anything may have changed.
  boolean everything() {
    return everything;
  }

  /// Whether some result is unknown, or nothing that is modelled changes.
  boolean inputsMayBeLeftOut() {
    return unknownResult || changesNothing;
  }

  Set<String> read() {
    return read;
  }

  Set<String> written() {
    return written;
  }

  private void write(Register register) {
    written.add(register.name(Width.LONG));
  }

  private void add(Effect effect) {
    switch (effect) {
      case Effect.Assign(var target, var value) -> {
        write(target);
        add(value);
      }
      case Effect.Store(var address, var _, var value) -> {
        add(address);
        add(value);
      }
      case Effect.SetFlags(var _, var _, var left, var right) -> {
        written.add(FLAGS);
        add(left);
        add(right);
      }
      case Effect.Clobber(var registers) -> {
        unknownResult = true;
        registers.forEach(this::write);
      }
      case Effect.ClobberFlags() -> {
        unknownResult = true;
        written.add(FLAGS);
      }
      case Effect.ClobberMemory(var address, var bytes) -> {
        unknownResult = true;
        add(address);
        add(bytes);
      }
      case Effect.ClobberEverything() -> everything = true;
    }
  }

  private void add(Control control) {
    switch (control) {
      case Control.Jump(var target) -> add(target);
      case Control.Call(var target) -> {
        add(target);
        addLink();
      }
      case Control.Branch(var condition, var _) -> add(condition);
      case Control.Return _ -> addReturn();
      case Control.Next _, Control.Trap _, Control.Undecodable _ -> {}
    }
  }

  /// What a call does with the return address, which the model leaves out.
  private void addLink() {
    switch (architecture) {
      case X86_64 -> addReturn();
      case ARM64 -> write(Arm64Register.X30);
    }
  }

  private void addReturn() {
    switch (architecture) {
      case X86_64 -> {
        read.add(X86Register.RSP.name(Width.LONG));
        write(X86Register.RSP);
      }
      case ARM64 -> read.add(Arm64Register.X30.name(Width.LONG));
    }
  }

  private void add(Target target) {
    switch (target) {
      case Target.Direct _ -> {}
      case Target.Indirect(var address) -> add(address);
    }
  }

  private void add(Condition condition) {
    switch (condition) {
      case Condition.Flags _ -> read.add(FLAGS);
      case Condition.Compare(var _, var _, var left, var right) -> {
        add(left);
        add(right);
      }
    }
  }

  private void add(Expression expression) {
    switch (expression) {
      case Expression.Immediate _ -> {}
      case Expression.Read(var register, var _) -> read.add(register.name(Width.LONG));
      case Expression.Load(var address, var _) -> add(address);
      case Expression.Binary(var _, var _, var left, var right) -> {
        add(left);
        add(right);
      }
      case Expression.SignExtend(var value, var _) -> add(value);
      case Expression.Truncate(var value, var _) -> add(value);
      case Expression.Insert(var whole, var part, var _) -> {
        add(whole);
        add(part);
      }
      case Expression.Select(var condition, var whenTrue, var whenFalse) -> {
        add(condition);
        add(whenTrue);
        add(whenFalse);
      }
      case Expression.Unknown(var inputs) -> {
        unknownResult = true;
        inputs.forEach(this::add);
      }
    }
  }
}
