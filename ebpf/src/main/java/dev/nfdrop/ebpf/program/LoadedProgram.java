package dev.nfdrop.ebpf.program;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.nfdrop.ebpf.sys.Bpf;
import dev.nfdrop.ebpf.sys.BpfCommand;
import dev.nfdrop.ebpf.sys.CStruct;
import dev.nfdrop.ebpf.sys.FileDescriptor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A program that the kernel has verified and keeps until it is closed and nowhere attached.
public final class LoadedProgram implements AutoCloseable {
  /// `union bpf_attr` of `BPF_PROG_TEST_RUN`, as of Linux 5.10.
  private static final CStruct TEST_RUN =
      CStruct.named("bpf_attr (test run)")
          .u32("prog_fd", "retval", "data_size_in", "data_size_out")
          .u64("data_in", "data_out")
          .u32("repeat", "duration", "ctx_size_in", "ctx_size_out")
          .u64("ctx_in", "ctx_out")
          .u32("flags", "cpu")
          .build();

  private final ProgramSpec spec;
  private final FileDescriptor descriptor;

  LoadedProgram(ProgramSpec spec, FileDescriptor descriptor) {
    this.spec = spec;
    this.descriptor = descriptor;
  }

  /// What the program was loaded from.
  public ProgramSpec spec() {
    return spec;
  }

  /// The descriptor; it stays owned by this object.
  public FileDescriptor descriptor() {
    return descriptor;
  }

  /// What the kernel tells about the program now.
  ///
  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel refuses
  public ProgramInfo info() {
    return ProgramInfo.of(descriptor);
  }

  /// The machine code that the kernel compiled it to, as it is in memory now; nothing without JIT,
  /// or where the kernel hides addresses from this process.
  ///
  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel refuses
  public byte[] machineCode() {
    return ProgramInfo.machineCode(descriptor);
  }

  /// Runs the program once on the calling CPU.
  ///
  /// @param context what R1 points to: arguments of 64 bits for raw tracepoints (since 5.10), any
  ///   bytes for SYSCALL, which the program may change
  /// @return R0 at its end, the low 32 bits
  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel refuses, or cannot run this type
  public int testRun(MemorySegment context) {
    try (var arena = Arena.ofConfined()) {
      var run =
          TEST_RUN
              .allocate(arena)
              .set("prog_fd", descriptor.number())
              .set("ctx_size_in", context.byteSize())
              .set("ctx_in", context);
      return run(run);
    }
  }

  /// Runs a raw tracepoint program on the calling CPU, with these arguments.
  ///
  /// @return R0 at its end, the low 32 bits
  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel refuses
  public int testRun(long... arguments) {
    try (var arena = Arena.ofConfined()) {
      return testRun(arena.allocateFrom(JAVA_LONG, arguments));
    }
  }

  /// Runs a socket filter on a frame.
  ///
  /// @param frame from the Ethernet header on, at least 14 bytes
  /// @return R0 at its end
  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel refuses
  public int testRunOnFrame(byte[] frame) {
    try (var arena = Arena.ofConfined()) {
      var run =
          TEST_RUN
              .allocate(arena)
              .set("prog_fd", descriptor.number())
              .set("data_size_in", frame.length)
              .set("data_in", arena.allocateFrom(JAVA_BYTE, frame));
      return run(run);
    }
  }

  @Override
  public void close() {
    descriptor.close();
  }

  @Override
  public String toString() {
    return "%s %s".formatted(spec.type(), descriptor);
  }

  private int run(CStruct.Value run) {
    Bpf.require(BpfCommand.BPF_PROG_TEST_RUN, run.segment(), descriptor.what());
    return (int) run.number("retval");
  }
}
