package dev.nfdrop.locator.corpus;

import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Instruction;
import java.util.Set;
import java.util.TreeSet;

/// Compares the registers of a decoded instruction with what capstone says.
///
/// What is written must be the same. What is read must be the same where the model computes the
/// results from it; where it leaves a result unknown, it may leave the inputs out.
final class RegisterComparison {
  private final Disagreements disagreements;
  private final Architecture architecture;
  private final RegisterNames names;
  private final CapstoneErrata errata;

  RegisterComparison(Architecture architecture, Disagreements disagreements) {
    this.architecture = architecture;
    this.disagreements = disagreements;
    this.names = new RegisterNames(architecture);
    this.errata = CapstoneErrata.of(architecture);
  }

  void compare(Instruction instruction, Capstone.Use theirUse) {
    disagreements.counted();
    var ours = RegisterUse.of(architecture, instruction);
    if (!theirUse.known()) {
      return;
    }
    if (ours.everything()) {
      disagreements.unnamed();
      return;
    }
    var read = names.full(theirUse.read());
    var written = names.full(theirUse.written());
    var mnemonic = Disagreements.mnemonic(instruction);
    if (!errata.targetsAreWrong(mnemonic)) {
      check("writes", instruction, ours.written(), written);
    }
    if (!errata.inputsAreMissing(mnemonic)) {
      // Writing a part of a register keeps the rest, which the model reads.
      var known = new TreeSet<>(read);
      known.addAll(written);
      check("reads too much", instruction, without(ours.read(), known), Set.of());
    }
    if (!ours.inputsMayBeLeftOut() && !errata.inputsAreTooMany(mnemonic)) {
      check("reads too little", instruction, Set.of(), without(read, ours.read()));
    }
  }

  private static Set<String> without(Set<String> all, Set<String> some) {
    var rest = new TreeSet<>(all);
    rest.removeAll(some);
    return rest;
  }

  private void check(String what, Instruction instruction, Set<String> ours, Set<String> theirs) {
    if (!ours.equals(theirs)) {
      disagreements.add(what, instruction, ours + " against " + theirs);
    }
  }
}
