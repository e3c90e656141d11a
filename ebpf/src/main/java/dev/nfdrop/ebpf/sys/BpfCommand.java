package dev.nfdrop.ebpf.sys;

/// The commands of bpf(2) in use: `enum bpf_cmd`, include/uapi/linux/bpf.h.
public enum BpfCommand {
  // spotless:off
  BPF_MAP_CREATE          ( 0),
  BPF_MAP_LOOKUP_ELEM     ( 1),
  BPF_MAP_UPDATE_ELEM     ( 2),
  BPF_MAP_DELETE_ELEM     ( 3),
  BPF_MAP_GET_NEXT_KEY    ( 4),
  BPF_PROG_LOAD           ( 5),
  BPF_PROG_TEST_RUN       (10),
  BPF_PROG_GET_NEXT_ID    (11),
  BPF_MAP_GET_NEXT_ID     (12),
  BPF_PROG_GET_FD_BY_ID   (13),
  BPF_MAP_GET_FD_BY_ID    (14),
  BPF_OBJ_GET_INFO_BY_FD  (15),
  BPF_RAW_TRACEPOINT_OPEN (17),
  BPF_BTF_LOAD            (18),
  BPF_BTF_GET_FD_BY_ID    (19),
  BPF_MAP_FREEZE          (22),
  BPF_BTF_GET_NEXT_ID     (23),
  BPF_MAP_LOOKUP_BATCH    (24),
  BPF_LINK_CREATE         (28),
  BPF_ENABLE_STATS        (32);
  // spotless:on

  private final int number;

  BpfCommand(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /// Whether kernels before 5.11 count what it makes against the limit of locked memory.
  boolean chargesLockedMemory() {
    return this == BPF_MAP_CREATE || this == BPF_PROG_LOAD;
  }
}
