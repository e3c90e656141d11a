package dev.nfdrop.ebpf.program;

import dev.nfdrop.ebpf.sys.Bpf;
import dev.nfdrop.ebpf.sys.BpfCommand;
import dev.nfdrop.ebpf.sys.CStruct;
import dev.nfdrop.ebpf.sys.FileDescriptor;
import java.lang.foreign.Arena;

/// The kernel's count and time of program runs, on for all programs while this is open. Since 5.8.
public final class RunStatistics implements AutoCloseable {
  /// `union bpf_attr` of `BPF_ENABLE_STATS`; type 0 is `BPF_STATS_RUN_TIME`.
  private static final CStruct ENABLE =
      CStruct.named("bpf_attr (enable stats)").u32("type").build();

  private final FileDescriptor descriptor;

  private RunStatistics(FileDescriptor descriptor) {
    this.descriptor = descriptor;
  }

  /// Switches them on.
  ///
  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel refuses
  public static RunStatistics enable() {
    try (var arena = Arena.ofConfined()) {
      return new RunStatistics(
          Bpf.open(
              BpfCommand.BPF_ENABLE_STATS, ENABLE.allocate(arena).segment(), "run statistics"));
    }
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
