package dev.nfdrop.ebpf.program;

import dev.nfdrop.ebpf.sys.BpfCommand;
import dev.nfdrop.ebpf.sys.Errno;
import dev.nfdrop.ebpf.sys.KernelException;

/// The verifier refused a program.
///
/// The message has the complaint, and the instructions around the place it is about, as
/// [VerifierLog#excerpt(dev.nfdrop.ebpf.asm.Code)] shows them.
public final class VerifierException extends KernelException {
  private static final long serialVersionUID = 1L;

  private final transient ProgramSpec spec;
  private final transient VerifierLog log;

  VerifierException(ProgramSpec spec, Errno errno, String log) {
    this(spec, errno, new VerifierLog(log));
  }

  private VerifierException(ProgramSpec spec, Errno errno, VerifierLog log) {
    super(
        "bpf(" + BpfCommand.BPF_PROG_LOAD + ")",
        "program " + spec.name(),
        errno,
        "the verifier says:\n" + log.excerpt(spec.code()));
    this.spec = spec;
    this.log = log;
  }

  /// Never: a verifier that says EACCES means what the program does.
  @Override
  public boolean isNotPermitted() {
    return false;
  }

  /// The program that was refused.
  public ProgramSpec spec() {
    return spec;
  }

  /// The whole log.
  public VerifierLog log() {
    return log;
  }
}
