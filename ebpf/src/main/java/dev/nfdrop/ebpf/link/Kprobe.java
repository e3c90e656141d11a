package dev.nfdrop.ebpf.link;

import dev.nfdrop.ebpf.program.LoadedProgram;
import dev.nfdrop.ebpf.sys.CloseOnFailure;
import dev.nfdrop.ebpf.sys.FileDescriptor;
import dev.nfdrop.ebpf.sys.MissingFeatureException;
import dev.nfdrop.ebpf.sys.PerfEvent;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/// A program at a kprobe: it runs before the probed instruction, with the registers as they are
/// there.
///
/// The probe is a perf event of the PMU `kprobe`; nothing shows in tracefs, and the kernel removes
/// it when the last descriptor is closed.
public final class Kprobe implements Link {
  /// What switches all kprobes of the kernel: `debugfs_kprobe_init`, kernel/kprobes.c.
  public static final Path SWITCH = Path.of("/sys/kernel/debug/kprobes/enabled");

  private final FileDescriptor event;

  /// Where the kernel has BPF links for perf events (5.15); else the program hangs on the event.
  private final Optional<FileDescriptor> link;

  private Kprobe(FileDescriptor event, Optional<FileDescriptor> link) {
    this.event = event;
    this.link = link;
  }

  /// Attaches a program of type KPROBE.
  ///
  /// @param program stays owned by the caller, who may close it: the link keeps it
  /// @throws MissingFeatureException if the kernel has no kprobes
  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel refuses, with what can be done
  public static Kprobe attach(ProbePoint point, LoadedProgram program) {
    try (var opening = new CloseOnFailure()) {
      var event = opening.add(KprobeEvent.open(point, KprobeEvent.pmuType()));
      var link = PerfEventLink.create(event, program);
      if (link.isEmpty()) {
        PerfEvent.attach(event, program.descriptor());
      }
      return opening.done(new Kprobe(event, link));
    }
  }

  /// Whether this kernel has kprobes at all.
  public static boolean isAvailable() {
    return KprobeEvent.isPmuPresent();
  }

  /// Whether somebody has switched all kprobes off by [#SWITCH]: they can be set then, and never
  /// fire. False where debugfs does not say.
  public static boolean areDisarmed() {
    return KprobeEvent.areDisarmed();
  }

  /// How often the probe was hit and the program not run, because the CPU was in a kprobe already;
  /// absent before Linux 6.7.
  ///
  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel refuses to tell
  public OptionalLong missed() {
    return link.map(PerfEventLink::missed).orElse(OptionalLong.empty());
  }

  @Override
  public String place() {
    return event.what();
  }

  @Override
  public void close() {
    link.ifPresent(FileDescriptor::close);
    event.close();
  }

  @Override
  public String toString() {
    return event.toString();
  }
}
