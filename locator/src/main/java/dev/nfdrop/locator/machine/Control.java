package dev.nfdrop.locator.machine;

/// Where execution goes after an instruction.
public sealed interface Control {

  /// To the instruction behind it.
  record Next() implements Control {}

  /// To the target, always.
  record Jump(Target target) implements Control {}

  /// To the target if the condition holds, else to the instruction behind it.
  record Branch(Condition condition, long target) implements Control {}

  /// Into a function that comes back, if it does, to the instruction behind this one. The effect of
  /// the call on registers and stack is not among the instruction's effects.
  record Call(Target target) implements Control {}

  /// Out of the function. What the return itself does to the stack pointer is not said.
  record Return() implements Control {}

  /// Into an exception handler, from which execution may come back behind the instruction: `ud2`
  /// and `brk` are both `BUG()`, which does not come back, and `WARN()`, which does.
  record Trap() implements Control {}

  /// The bytes are no instruction, or one cut off by the end of the text.
  record Undecodable() implements Control {}

  /// The common case.
  Control NEXT = new Next();
}
