package dev.nfdrop.ebpf.link;

import dev.nfdrop.ebpf.program.LoadedProgram;
import dev.nfdrop.ebpf.program.ProgramType;
import dev.nfdrop.ebpf.sys.Bpf;
import dev.nfdrop.ebpf.sys.BpfCommand;
import dev.nfdrop.ebpf.sys.CStruct;
import dev.nfdrop.ebpf.sys.FileDescriptor;
import dev.nfdrop.ebpf.sys.OpenResources;
import java.lang.foreign.Arena;

/// A program at a netfilter hook of one network namespace. Since 6.4, with
/// CONFIG_NETFILTER_BPF_LINK.
public final class NetfilterHook implements Link {
  /// `union bpf_attr` of `BPF_LINK_CREATE` with its member `netfilter`, include/uapi/linux/bpf.h.
  private static final CStruct CREATE =
      CStruct.named("bpf_attr (link create)")
          .u32("prog_fd", "target_fd", "attach_type", "flags")
          .u32("pf", "hooknum", "priority", "netfilter_flags")
          .build();

  private final FileDescriptor descriptor;

  private NetfilterHook(FileDescriptor descriptor) {
    this.descriptor = descriptor;
  }

  /// Attaches a program of type NETFILTER in the network namespace of the calling thread.
  ///
  /// @param family an `NFPROTO_` number, include/uapi/linux/netfilter.h
  /// @param hook the hook's number in that family
  /// @param priority among the functions there; no two programs have the same
  /// @param program stays owned by the caller, who may close it: the link keeps it
  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel refuses
  public static NetfilterHook attach(int family, int hook, int priority, LoadedProgram program) {
    var place = "hook %d of family %d at priority %d".formatted(hook, family, priority);
    try (var arena = Arena.ofConfined()) {
      var attributes =
          CREATE
              .allocate(arena)
              .set("prog_fd", program.descriptor().number())
              .set("attach_type", ProgramType.NETFILTER.attachType())
              .set("pf", family)
              .set("hooknum", hook)
              .set("priority", priority);
      var result = Bpf.call(BpfCommand.BPF_LINK_CREATE, attributes.segment());
      if (result < 0) {
        throw Bpf.refusal(BpfCommand.BPF_LINK_CREATE, place, result);
      }
      return new NetfilterHook(FileDescriptor.own(result, place, OpenResources.Kind.ATTACHMENT));
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
