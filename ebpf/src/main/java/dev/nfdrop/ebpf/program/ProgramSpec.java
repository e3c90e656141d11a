package dev.nfdrop.ebpf.program;

import dev.nfdrop.ebpf.asm.Code;
import dev.nfdrop.ebpf.map.BpfMap;
import dev.nfdrop.ebpf.sys.Bpf;

/// What a program is to be; plain data, the same for every kernel.
///
/// The code refers to maps by name; the maps themselves are handed over when it is loaded. Programs
/// declare the licence GPL to the kernel, since many helpers are for such programs only.
///
/// @param name 1 to 15 letters, digits, `_` or `.`
/// @param type the kind
/// @param code the instructions
public record ProgramSpec(String name, ProgramType type, Code code) {
  public ProgramSpec {
    Bpf.requireObjectName(name);
  }

  /// Has the kernel verify and load the program.
  ///
  /// @param maps at least those that the code refers to; they stay owned by the caller
  /// @return owned by the caller
  /// @throws IllegalArgumentException if a map is missing
  /// @throws VerifierException if the kernel refuses the code
  /// @throws dev.nfdrop.ebpf.sys.KernelException if it refuses for another reason
  public LoadedProgram load(BpfMap... maps) {
    return new ProgramLoader(this, maps).load();
  }
}
