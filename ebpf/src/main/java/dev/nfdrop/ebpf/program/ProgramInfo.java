package dev.nfdrop.ebpf.program;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.nfdrop.ebpf.sys.Bpf;
import dev.nfdrop.ebpf.sys.BpfCommand;
import dev.nfdrop.ebpf.sys.CStruct;
import dev.nfdrop.ebpf.sys.FileDescriptor;
import java.lang.foreign.Arena;
import java.util.OptionalLong;

/// What the kernel tells about a loaded program: `struct bpf_prog_info`, include/uapi/linux/bpf.h.
///
/// @param id the number by which bpftool names it
/// @param translatedBytes size of the code after the kernel rewrote it
/// @param compiledBytes size of its machine code, 0 without JIT
/// @param runs how often it ran while [RunStatistics] were on
/// @param runNanos how long it ran in all, then
/// @param recursionMisses how often it was not entered because a program was already running on
///   that CPU; absent before Linux 5.12
public record ProgramInfo(
    int id,
    int translatedBytes,
    int compiledBytes,
    long runs,
    long runNanos,
    OptionalLong recursionMisses) {

  private static final CStruct INFO =
      CStruct.named("bpf_prog_info")
          .u32("type", "id")
          .chars("tag", 8)
          .u32("jited_prog_len", "xlated_prog_len")
          .u64("jited_prog_insns", "xlated_prog_insns", "load_time")
          .u32("created_by_uid", "nr_map_ids")
          .u64("map_ids")
          .chars("name", 16)
          .u32("ifindex", "gpl_compatible")
          .u64("netns_dev", "netns_ino")
          .u32("nr_jited_ksyms", "nr_jited_func_lens")
          .u64("jited_ksyms", "jited_func_lens")
          .u32("btf_id", "func_info_rec_size")
          .u64("func_info")
          .u32("nr_func_info", "nr_line_info")
          .u64("line_info", "jited_line_info")
          .u32("nr_jited_line_info", "line_info_rec_size", "jited_line_info_rec_size")
          .u32("nr_prog_tags")
          .u64("prog_tags", "run_time_ns", "run_cnt", "recursion_misses")
          .build();

  private static final CStruct QUERY =
      CStruct.named("bpf_attr (info by fd)").u32("bpf_fd", "info_len").u64("info").build();

  static ProgramInfo of(FileDescriptor program) {
    try (var arena = Arena.ofConfined()) {
      var info = INFO.allocate(arena);
      var query = fill(info, program, arena);
      var countsMisses = query.number("info_len") >= INFO.endOf("recursion_misses");
      return new ProgramInfo(
          (int) info.number("id"),
          (int) info.number("xlated_prog_len"),
          (int) info.number("jited_prog_len"),
          info.number("run_cnt"),
          info.number("run_time_ns"),
          countsMisses ? OptionalLong.of(info.number("recursion_misses")) : OptionalLong.empty());
    }
  }

  /// The machine code that a program was compiled to; nothing without JIT, or where the kernel
  /// hides addresses from whoever asks.
  static byte[] machineCode(FileDescriptor program) {
    try (var arena = Arena.ofConfined()) {
      var code = arena.allocate(of(program).compiledBytes());
      var info =
          INFO.allocate(arena).set("jited_prog_len", code.byteSize()).set("jited_prog_insns", code);
      fill(info, program, arena);
      return info.number("jited_prog_insns") == 0
          ? new byte[0]
          : code.asSlice(0, info.number("jited_prog_len")).toArray(JAVA_BYTE);
    }
  }

  private static CStruct.Value fill(CStruct.Value info, FileDescriptor program, Arena arena) {
    var query =
        QUERY
            .allocate(arena)
            .set("bpf_fd", program.number())
            .set("info_len", INFO.sizeBytes())
            .set("info", info.segment());
    Bpf.require(BpfCommand.BPF_OBJ_GET_INFO_BY_FD, query.segment(), program.what());
    return query;
  }
}
