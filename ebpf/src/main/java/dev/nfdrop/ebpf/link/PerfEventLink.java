package dev.nfdrop.ebpf.link;

import dev.nfdrop.ebpf.program.LoadedProgram;
import dev.nfdrop.ebpf.sys.Bpf;
import dev.nfdrop.ebpf.sys.BpfCommand;
import dev.nfdrop.ebpf.sys.CStruct;
import dev.nfdrop.ebpf.sys.Errno;
import dev.nfdrop.ebpf.sys.FileDescriptor;
import dev.nfdrop.ebpf.sys.OpenResources;
import java.lang.foreign.Arena;
import java.util.Optional;
import java.util.OptionalLong;

/// BPF links for perf events, since 5.15.
final class PerfEventLink {
  /// `union bpf_attr` of `BPF_LINK_CREATE`, include/uapi/linux/bpf.h.
  private static final CStruct CREATE =
      CStruct.named("bpf_attr (link create)")
          .u32("prog_fd", "target_fd", "attach_type", "flags")
          .u64("bpf_cookie")
          .build();

  /// `BPF_PERF_EVENT` of `enum bpf_attach_type`.
  private static final int PERF_EVENT = 41;

  private static final CStruct QUERY =
      CStruct.named("bpf_attr (info by fd)").u32("bpf_fd", "info_len").u64("info").build();

  /// `struct bpf_link_info` with its member `perf_event.kprobe`.
  private static final CStruct INFO =
      CStruct.named("bpf_link_info")
          .u32("type", "id", "prog_id", "padding", "perf_event_type", "more_padding")
          .u64("func_name")
          .u32("name_len", "offset")
          .u64("addr", "missed")
          .build();

  /// `BPF_PERF_EVENT_KPROBE` of `enum bpf_perf_event_type`.
  private static final int KPROBE = 3;

  private PerfEventLink() {}

  /// Attaches a program to an event.
  ///
  /// @return empty if the kernel has no such links
  /// @throws dev.nfdrop.ebpf.sys.KernelException if it refuses for another reason
  static Optional<FileDescriptor> create(FileDescriptor event, LoadedProgram program) {
    try (var arena = Arena.ofConfined()) {
      var attributes =
          CREATE
              .allocate(arena)
              .set("prog_fd", program.descriptor().number())
              .set("target_fd", event.number())
              .set("attach_type", PERF_EVENT);
      var result = Bpf.call(BpfCommand.BPF_LINK_CREATE, attributes.segment());
      if (result == -Errno.EINVAL.number()) {
        return Optional.empty();
      }
      if (result < 0) {
        throw Bpf.refusal(BpfCommand.BPF_LINK_CREATE, event.what(), result);
      }
      var what = "link of " + event.what();
      return Optional.of(FileDescriptor.own(result, what, OpenResources.Kind.ATTACHMENT));
    }
  }

  /// The misses of the link's kprobe, where the kernel tells them.
  static OptionalLong missed(FileDescriptor link) {
    try (var arena = Arena.ofConfined()) {
      var info = INFO.allocate(arena);
      var query =
          QUERY
              .allocate(arena)
              .set("bpf_fd", link.number())
              .set("info_len", INFO.sizeBytes())
              .set("info", info.segment());
      Bpf.require(BpfCommand.BPF_OBJ_GET_INFO_BY_FD, query.segment(), link.what());
      return query.number("info_len") >= INFO.endOf("missed")
              && info.number("perf_event_type") == KPROBE
          ? OptionalLong.of(info.number("missed"))
          : OptionalLong.empty();
    }
  }
}
