package dev.nfdrop.ebpf.asm;

import java.util.Locale;

/// A helper function of the kernel: `enum bpf_func_id`, include/uapi/linux/bpf.h.
///
/// Those without a version are older than 5.5.
public enum Helper {
  // spotless:off
  MAP_LOOKUP_ELEM        (  1),
  MAP_UPDATE_ELEM        (  2),
  MAP_DELETE_ELEM        (  3),
  KTIME_GET_NS           (  5),
  TRACE_PRINTK           (  6),
  GET_PRANDOM_U32        (  7),
  GET_SMP_PROCESSOR_ID   (  8),
  GET_CURRENT_PID_TGID   ( 14),
  GET_CURRENT_UID_GID    ( 15),
  GET_CURRENT_COMM       ( 16),
  PERF_EVENT_OUTPUT      ( 25),
  GET_STACKID            ( 27),
  GET_CURRENT_TASK       ( 35),
  GET_STACK              ( 67),
  GET_CURRENT_CGROUP_ID  ( 80),
  /// Since 5.5.
  PROBE_READ_USER        (112),
  /// Since 5.5.
  PROBE_READ_KERNEL      (113),
  /// Since 5.5.
  PROBE_READ_USER_STR    (114),
  /// Since 5.5.
  PROBE_READ_KERNEL_STR  (115),
  /// Since 5.6.
  JIFFIES64              (118),
  /// Since 5.8. Includes the time that the machine was suspended.
  KTIME_GET_BOOT_NS      (125),
  /// Since 5.8.
  RINGBUF_OUTPUT         (130),
  /// Since 5.8.
  RINGBUF_RESERVE        (131),
  /// Since 5.8.
  RINGBUF_SUBMIT         (132),
  /// Since 5.8.
  RINGBUF_DISCARD        (133),
  /// Since 5.8.
  RINGBUF_QUERY          (134),
  /// Since 5.11.
  KTIME_GET_COARSE_NS    (160),
  /// Since 5.15; kprobes and BPF trampolines.
  GET_FUNC_IP            (173),
  /// Since 5.15.
  GET_ATTACH_COOKIE      (174),
  /// Since 5.17.
  LOOP                   (181),
  /// Since 5.19.
  MAP_LOOKUP_PERCPU_ELEM (195);
  // spotless:on

  private final int id;

  Helper(int id) {
    this.id = id;
  }

  /// The number by which the kernel knows it.
  public int id() {
    return id;
  }

  /// The name in the kernel's notation, such as `bpf_ktime_get_ns`.
  @Override
  public String toString() {
    return "bpf_" + name().toLowerCase(Locale.ROOT);
  }
}
