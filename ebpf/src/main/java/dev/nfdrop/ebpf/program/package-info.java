/// Programs: from code to something that the kernel has verified.
///
/// A [ProgramSpec] is plain data; [ProgramSpec#load(dev.nfdrop.ebpf.map.BpfMap...)] gives the
/// [LoadedProgram], alive until closed and as long as it is attached. A refusal of the verifier is
/// a [VerifierException] with the whole log.
@NullMarked
package dev.nfdrop.ebpf.program;

import org.jspecify.annotations.NullMarked;
