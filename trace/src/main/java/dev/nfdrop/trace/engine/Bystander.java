package dev.nfdrop.trace.engine;

import static dev.nfdrop.ebpf.asm.Register.R0;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.ebpf.link.RawTracepoint;
import dev.nfdrop.ebpf.program.ProgramSpec;
import dev.nfdrop.ebpf.program.ProgramType;

/// A program that does nothing, on the same tracepoint: with it there, the tracepoint calls its
/// programs the way it does when another tool is attached.
final class Bystander implements AutoCloseable {
  private final RawTracepoint link;

  private Bystander(RawTracepoint link) {
    this.link = link;
  }

  static Bystander attach() {
    var code = new Assembler().move(R0, 0).exit().build();
    var spec = new ProgramSpec("nfdrop_idle", ProgramType.RAW_TRACEPOINT, code);
    try (var program = spec.load()) {
      return new Bystander(RawTracepoint.attach(KfreeSkb.NAME, program));
    }
  }

  @Override
  public void close() {
    link.close();
  }
}
