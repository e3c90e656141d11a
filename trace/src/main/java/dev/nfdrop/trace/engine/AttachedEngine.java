package dev.nfdrop.trace.engine;

import dev.nfdrop.ebpf.link.Kprobe;
import dev.nfdrop.ebpf.link.Link;
import dev.nfdrop.ebpf.link.RawTracepoint;
import dev.nfdrop.ebpf.program.LoadedProgram;
import dev.nfdrop.ebpf.program.ProgramSpec;
import dev.nfdrop.trace.kernel.KernelLayout;
import dev.nfdrop.trace.record.DropChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/// An engine's programs in the kernel, attached until this is closed.
final class AttachedEngine implements AutoCloseable {
  private final DropChannel channel;
  private final List<LoadedProgram> programs = new ArrayList<>();
  private final Deque<Link> links = new ArrayDeque<>();

  private AttachedEngine(DropChannel channel) {
    this.channel = channel;
  }

  /// Makes the channel; nothing is attached yet.
  ///
  /// @param netnsInode the only namespace to report, from the first moment on: elsewhere packets
  ///   may be dropped while the engine is being calibrated
  static AttachedEngine open(KernelLayout layout, long netnsInode) {
    var channel = DropChannel.open(layout);
    try {
      channel.restrictTo(netnsInode);
      return new AttachedEngine(channel);
    } catch (RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /// Loads a program and attaches it.
  ///
  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel refuses; what was attached before
  ///   stays so until this is closed
  void attach(ProgramSpec spec, Function<LoadedProgram, Link> place) {
    var program = channel.load(spec);
    programs.add(program);
    links.push(place.apply(program));
  }

  DropChannel channel() {
    return channel;
  }

  /// Runs that the kernel skipped because a program or probe was already running on that CPU.
  long missed() {
    long missed = 0;
    for (var program : programs) {
      missed += program.info().recursionMisses().orElse(0);
    }
    for (var link : links) {
      missed +=
          switch (link) {
            case Kprobe kprobe -> kprobe.missed().orElse(0);
            case RawTracepoint _ -> 0;
          };
    }
    return missed;
  }

  /// Detaches first, so that nothing runs any more when the maps go.
  @Override
  public void close() {
    links.forEach(Link::close);
    programs.forEach(LoadedProgram::close);
    channel.close();
  }
}
