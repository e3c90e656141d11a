package dev.nfdrop.trace.kernel;

import static dev.nfdrop.ebpf.asm.JumpCondition.GREATER;
import static dev.nfdrop.ebpf.asm.Register.R0;
import static dev.nfdrop.ebpf.asm.Register.R1;
import static dev.nfdrop.ebpf.asm.Register.R2;
import static dev.nfdrop.ebpf.asm.Register.R3;
import static dev.nfdrop.ebpf.asm.Size.U64;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.ebpf.asm.Helper;
import dev.nfdrop.ebpf.map.BpfMap;
import dev.nfdrop.ebpf.map.MapSpec;
import dev.nfdrop.ebpf.program.LoadedProgram;
import dev.nfdrop.ebpf.program.ProgramSpec;
import dev.nfdrop.ebpf.program.ProgramType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/// Reads the running kernel's memory with a program that is attached nowhere and runs only when
/// asked to. It works where `/proc/kcore` is absent or locked down. Since 5.10.
final class KernelText implements KernelMemory {
  private static final String WINDOW = "nfdrop_window";
  private static final int WINDOW_BYTES = 4096;

  private final BpfMap window;
  private final LoadedProgram program;

  private KernelText(BpfMap window, LoadedProgram program) {
    this.window = window;
    this.program = program;
  }

  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel refuses
  static KernelText open() {
    var window = MapSpec.array(WINDOW, WINDOW_BYTES, 1).create();
    try {
      return new KernelText(window, program().load(window));
    } catch (RuntimeException e) {
      window.close();
      throw e;
    }
  }

  @Override
  public Optional<byte[]> read(long address, int length) {
    var bytes = new byte[length];
    for (int done = 0; done < length; done += WINDOW_BYTES) {
      var part = Math.min(WINDOW_BYTES, length - done);
      if (program.testRun(address + done, part) != 0) {
        return Optional.empty();
      }
      var content = window.lookup(0).orElseThrow();
      MemorySegment.copy(content, ValueLayout.JAVA_BYTE, 0, bytes, done, part);
    }
    return Optional.of(bytes);
  }

  @Override
  public void close() {
    try (window) {
      program.close();
    }
  }

  /// Arguments: address and length. Returns 0, or what the helper says.
  private static ProgramSpec program() {
    var code = new Assembler();
    var tooLong = code.label("too long");
    code.load(U64, R3, R1, 0)
        .load(U64, R2, R1, Long.BYTES)
        .move(R0, 1)
        .jumpIf(GREATER, R2, WINDOW_BYTES, tooLong)
        .loadMapValue(R1, WINDOW, 0)
        .call(Helper.PROBE_READ_KERNEL)
        .bind(tooLong)
        .exit();
    return new ProgramSpec("nfdrop_text", ProgramType.RAW_TRACEPOINT, code.build());
  }
}
