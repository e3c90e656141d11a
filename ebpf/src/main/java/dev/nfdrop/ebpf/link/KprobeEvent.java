package dev.nfdrop.ebpf.link;

import dev.nfdrop.ebpf.sys.CStruct;
import dev.nfdrop.ebpf.sys.Capability;
import dev.nfdrop.ebpf.sys.Errno;
import dev.nfdrop.ebpf.sys.FileDescriptor;
import dev.nfdrop.ebpf.sys.KernelException;
import dev.nfdrop.ebpf.sys.MissingFeatureException;
import dev.nfdrop.ebpf.sys.OpenResources;
import dev.nfdrop.ebpf.sys.PerfEvent;
import dev.nfdrop.ebpf.sys.Refusal;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/// Perf events of the PMU `kprobe`: perf_event_open(2), kernel/events/core.c
/// `perf_kprobe_event_init`.
final class KprobeEvent {
  /// Where the kernel says which number the PMU has.
  private static final Path PMU_TYPE = Path.of("/sys/bus/event_source/devices/kprobe/type");

  /// `struct perf_event_attr` up to `PERF_ATTR_SIZE_VER1`, include/uapi/linux/perf_event.h;
  /// `config1` is `kprobe_func`, `config2` is `probe_offset` or `kprobe_addr`.
  private static final CStruct ATTRIBUTES =
      CStruct.named("perf_event_attr")
          .u32("type", "size")
          .u64("config", "sample_period", "sample_type", "read_format", "flags")
          .u32("wakeup_events", "bp_type")
          .u64("config1", "config2")
          .build();

  /// Any CPU: the probe fires on all of them.
  private static final int CPU = 0;

  private KprobeEvent() {}

  static boolean isPmuPresent() {
    return Files.exists(PMU_TYPE);
  }

  static boolean areDisarmed() {
    try {
      return Files.readString(Kprobe.SWITCH).strip().equals("0");
    } catch (IOException _) {
      return false;
    }
  }

  /// The number of the PMU.
  ///
  /// @throws MissingFeatureException if the kernel has none
  static int pmuType() {
    try {
      return Integer.parseInt(Files.readString(PMU_TYPE).strip());
    } catch (IOException | NumberFormatException e) {
      var missing = new MissingFeatureException("kprobes", PMU_TYPE + " cannot be read");
      missing.initCause(e);
      throw missing;
    }
  }

  /// Sets the probe, without a program.
  ///
  /// @throws KernelException if the kernel refuses
  static FileDescriptor open(ProbePoint point, int pmuType) {
    try (var arena = Arena.ofConfined()) {
      var attributes =
          ATTRIBUTES.allocate(arena).set("type", pmuType).set("size", ATTRIBUTES.sizeBytes());
      switch (point) {
        case ProbePoint.InFunction(String function, long offsetBytes) ->
            attributes.set("config1", arena.allocateFrom(function)).set("config2", offsetBytes);
        case ProbePoint.AtAddress(long address) ->
            attributes.set("config1", MemorySegment.NULL).set("config2", address);
      }
      var place = "kprobe at " + point;
      var result = PerfEvent.tryOpen(attributes.segment(), CPU);
      if (result < 0) {
        var errno = Errno.ofResult(result);
        throw new KernelException("perf_event_open", place, errno, remedy(errno));
      }
      return FileDescriptor.own(result, place, OpenResources.Kind.ATTACHMENT);
    }
  }

  private static String remedy(Errno errno) {
    if (Refusal.isNotPermitted(errno)) {
      return Refusal.remedy("perf_event_open", Capability.CAP_PERFMON);
    }
    if (errno.equals(Errno.ENOENT)) {
      return "the kernel has no such function: look it up in /proc/kallsyms; is its module loaded?";
    }
    if (errno.equals(Errno.EINVAL)) {
      return "no probe may stand there (blacklisted, or on a static key or alternative): try the next"
          + " instruction";
    }
    if (errno.equals(Errno.EILSEQ)) {
      return "the address is not the start of an instruction";
    }
    return errno.equals(Errno.EADDRNOTAVAIL)
        ? "the function takes no probe at this offset: ask for the address instead"
        : "";
  }
}
