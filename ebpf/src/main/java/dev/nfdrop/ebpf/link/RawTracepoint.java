package dev.nfdrop.ebpf.link;

import dev.nfdrop.ebpf.program.LoadedProgram;
import dev.nfdrop.ebpf.sys.Bpf;
import dev.nfdrop.ebpf.sys.BpfCommand;
import dev.nfdrop.ebpf.sys.CStruct;
import dev.nfdrop.ebpf.sys.Errno;
import dev.nfdrop.ebpf.sys.FileDescriptor;
import dev.nfdrop.ebpf.sys.MissingFeatureException;
import dev.nfdrop.ebpf.sys.OpenResources;
import java.lang.foreign.Arena;

/// A program at a raw tracepoint, called with the tracepoint's own arguments.
public final class RawTracepoint implements Link {
  /// `union bpf_attr` of `BPF_RAW_TRACEPOINT_OPEN`, include/uapi/linux/bpf.h.
  private static final CStruct OPEN =
      CStruct.named("bpf_attr (raw tracepoint)").u64("name").u32("prog_fd").build();

  private final FileDescriptor descriptor;

  private RawTracepoint(FileDescriptor descriptor) {
    this.descriptor = descriptor;
  }

  /// Attaches a program of type RAW_TRACEPOINT.
  ///
  /// @param tracepoint such as `kfree_skb`
  /// @param program stays owned by the caller, who may close it: the link keeps it
  /// @throws MissingFeatureException if there is no such tracepoint
  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel refuses
  public static RawTracepoint attach(String tracepoint, LoadedProgram program) {
    var place = "raw tracepoint " + tracepoint;
    try (var arena = Arena.ofConfined()) {
      var attributes =
          OPEN.allocate(arena)
              .set("name", arena.allocateFrom(tracepoint))
              .set("prog_fd", program.descriptor().number());
      var result = Bpf.call(BpfCommand.BPF_RAW_TRACEPOINT_OPEN, attributes.segment());
      if (result == -Errno.ENOENT.number()) {
        throw new MissingFeatureException(place, "bpf(BPF_RAW_TRACEPOINT_OPEN): ENOENT");
      }
      if (result < 0) {
        throw Bpf.refusal(BpfCommand.BPF_RAW_TRACEPOINT_OPEN, place, result);
      }
      return new RawTracepoint(FileDescriptor.own(result, place, OpenResources.Kind.ATTACHMENT));
    }
  }

  @Override
  public String place() {
    return descriptor.what();
  }

  @Override
  public void close() {
    descriptor.close();
  }

  @Override
  public String toString() {
    return descriptor.toString();
  }
}
