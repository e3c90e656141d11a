package dev.nfdrop.ebpf.program;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.nfdrop.ebpf.map.BpfMap;
import dev.nfdrop.ebpf.sys.Bpf;
import dev.nfdrop.ebpf.sys.BpfCommand;
import dev.nfdrop.ebpf.sys.CStruct;
import dev.nfdrop.ebpf.sys.Errno;
import dev.nfdrop.ebpf.sys.FileDescriptor;
import dev.nfdrop.ebpf.sys.KernelException;
import dev.nfdrop.ebpf.sys.MissingFeatureException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/// Loads one program: first without a log, which is faster; if refused, again with one.
final class ProgramLoader {
  /// `union bpf_attr` of `BPF_PROG_LOAD`, include/uapi/linux/bpf.h.
  private static final CStruct LOAD =
      CStruct.named("bpf_attr (program load)")
          .u32("prog_type", "insn_cnt")
          .u64("insns", "license")
          .u32("log_level", "log_size")
          .u64("log_buf")
          .u32("kern_version", "prog_flags")
          .chars("prog_name", 16)
          .u32("prog_ifindex", "expected_attach_type")
          .build();

  private static final String LICENSE = "GPL";

  /// `BPF_F_SLEEPABLE`, which programs of type SYSCALL have to have.
  private static final int SLEEPABLE = 1 << 4;

  private static final int FIRST_LOG_BYTES = 1 << 16;

  /// How verifiers say that a helper is not there; newer ones the second way.
  private static final Pattern MISSING_READ =
      Pattern.compile("(unknown func|cannot use helper) bpf_probe_read_kernel#");

  /// `UINT_MAX >> 8`, the longest log that kernels before 5.10.11 or so take.
  private static final int LAST_LOG_BYTES = (1 << 24) - 1;

  private final ProgramSpec spec;
  private final BpfMap[] maps;

  ProgramLoader(ProgramSpec spec, BpfMap... maps) {
    this.spec = spec;
    this.maps = maps.clone();
  }

  LoadedProgram load() {
    try (var arena = Arena.ofConfined()) {
      var attributes = attributes(arena);
      var result = Bpf.call(BpfCommand.BPF_PROG_LOAD, attributes.segment());
      if (result < 0) {
        result = loadWithLog(attributes, Errno.ofResult(result));
      }
      return new LoadedProgram(spec, FileDescriptor.own(result, subject()));
    }
  }

  private CStruct.Value attributes(Arena arena) {
    var instructions =
        arena
            .allocate((long) spec.code().slots() * Long.BYTES, JAVA_LONG.byteAlignment())
            .copyFrom(MemorySegment.ofArray(spec.code().encode(this::descriptorOf)));
    return LOAD.allocate(arena)
        .set("prog_type", spec.type().number())
        .set("insn_cnt", spec.code().slots())
        .set("insns", instructions)
        .set("license", arena.allocateFrom(LICENSE))
        .set("prog_flags", spec.type() == ProgramType.SYSCALL ? SLEEPABLE : 0)
        .set("prog_name", spec.name())
        .set("expected_attach_type", spec.type().attachType());
  }

  /// Loads again with ever larger logs, until the log fits.
  ///
  /// @param first the refusal without a log
  /// @return a descriptor, if the kernel has changed its mind
  private int loadWithLog(CStruct.Value attributes, Errno first) {
    if (first.equals(Errno.EPERM)) {
      throw Bpf.refusal(BpfCommand.BPF_PROG_LOAD, subject(), -first.number());
    }
    for (var bytes = FIRST_LOG_BYTES; ; bytes = Math.min(bytes * 4, LAST_LOG_BYTES)) {
      try (var arena = Arena.ofConfined()) {
        var log = arena.allocate(bytes, 1);
        attributes.set("log_level", 1).set("log_size", bytes).set("log_buf", log);
        var result = Bpf.call(BpfCommand.BPF_PROG_LOAD, attributes.segment());
        if (result >= 0) {
          return result;
        }
        var errno = Errno.ofResult(result);
        if (errno.equals(Errno.ENOSPC) && bytes < LAST_LOG_BYTES) {
          continue;
        }
        throw refusal(errno, text(log));
      }
    }
  }

  private RuntimeException refusal(Errno errno, String log) {
    if (MISSING_READ.matcher(log).find()) {
      return new MissingFeatureException(
          "bpf_probe_read_kernel() for BPF programs",
          "the verifier says so; lockdown=confidentiality takes it away");
    }
    if (!log.isBlank()) {
      return new VerifierException(spec, errno, log);
    }
    return errno.equals(Errno.EINVAL)
        ? new KernelException(
            "bpf(" + BpfCommand.BPF_PROG_LOAD + ")",
            subject(),
            errno,
            "this kernel may not know programs of type " + spec.type())
        : Bpf.refusal(BpfCommand.BPF_PROG_LOAD, subject(), -errno.number());
  }

  private int descriptorOf(String map) {
    return Arrays.stream(maps)
        .filter(candidate -> candidate.spec().name().equals(map))
        .mapToInt(candidate -> candidate.descriptor().number())
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "%s refers to map %s, which is not among %s"
                    .formatted(subject(), map, Arrays.toString(maps))));
  }

  private String subject() {
    return "program " + spec.name();
  }

  /// The text up to its final zero, whatever bytes the names in it have.
  private static String text(MemorySegment log) {
    var bytes = log.toArray(JAVA_BYTE);
    var end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
  }
}
