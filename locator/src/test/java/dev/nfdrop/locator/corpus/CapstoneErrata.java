package dev.nfdrop.locator.corpus;

import dev.nfdrop.locator.machine.Architecture;
import java.util.Set;

/// Where capstone 4.0.2 is wrong about registers, each checked by hand against the processor's
/// manual.
///
/// @param wrongTargets a compared operand counts as written, or an implicit target does not
/// @param missingInputs an operand or implicit input is not named
/// @param extraInputs the target of an alias, or an operand that does not matter, counts as read
record CapstoneErrata(
    Set<String> wrongTargets, Set<String> missingInputs, Set<String> extraInputs) {

  private static final CapstoneErrata X86 =
      new CapstoneErrata(
          // With an immediate, test writes its operand and cdq its source; cmpxchg and xadd with a
          // lock prefix write no flags, and the former not rax.
          Set.of("test", "cdq", "cmpxchg", "xadd"),
          Set.of(),
          // xor of a register with itself is 0; leave does not need the old stack pointer.
          Set.of("xor", "leave"));

  private static final CapstoneErrata ARM64 =
      new CapstoneErrata(
          // The aliases of subs, adds and ands write their first operand; adds alone does not. What
          // is signed or checked in place is not named at all. msr writes the register it reads.
          Set.of("cmp", "cmn", "tst", "adds", "paciasp", "autiasp", "xpaclri", "msr"),
          Set.of("cmp", "cmn", "tst", "paciasp", "autiasp", "xpaclri", "ret"),
          // Aliases of bit-field moves, and some moves, read their target.
          Set.of(
              "mov", "mrs", "asr", "lsl", "lsr", "sbfx", "sbfiz", "sxtb", "sxth", "sxtw", "ubfx",
              "ubfiz"));

  static CapstoneErrata of(Architecture architecture) {
    return switch (architecture) {
      case X86_64 -> X86;
      case ARM64 -> ARM64;
    };
  }

  boolean targetsAreWrong(String mnemonic) {
    return wrongTargets.contains(mnemonic);
  }

  boolean inputsAreMissing(String mnemonic) {
    return missingInputs.contains(mnemonic);
  }

  boolean inputsAreTooMany(String mnemonic) {
    return extraInputs.contains(mnemonic);
  }
}
