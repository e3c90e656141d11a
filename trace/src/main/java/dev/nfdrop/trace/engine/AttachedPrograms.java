package dev.nfdrop.trace.engine;

import dev.nfdrop.ebpf.link.Kprobe;
import dev.nfdrop.ebpf.link.Link;
import dev.nfdrop.ebpf.link.NetfilterHook;
import dev.nfdrop.ebpf.link.RawTracepoint;
import dev.nfdrop.ebpf.program.LoadedProgram;
import dev.nfdrop.ebpf.program.ProgramSpec;
import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.trace.record.Amounts;
import dev.nfdrop.trace.record.DropChannel;
import dev.nfdrop.trace.record.DropSource;
import dev.nfdrop.trace.record.RawDrop;
import dev.nfdrop.trace.record.Recording;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;

/// An engine's eBPF programs in the kernel, attached until this is closed.
final class AttachedPrograms implements DropSource {
  /// All namespaces, where an inode is expected.
  private static final long EVERYWHERE = 0;

  private final DropChannel channel;
  private final List<LoadedProgram> programs = new ArrayList<>();
  private final Deque<Link> links = new ArrayDeque<>();
  private boolean countsFreed;
  private OptionalLong missedAtStop = OptionalLong.empty();

  private AttachedPrograms(DropChannel channel) {
    this.channel = channel;
  }

  /// Makes the channel; nothing is attached yet.
  ///
  /// @param netnsInode the only namespace to report, from the first moment on: elsewhere packets
  ///   may be dropped while the engine is being calibrated
  static AttachedPrograms open(Recording recording, long netnsInode) {
    var channel = DropChannel.open(recording);
    try {
      channel.restrictTo(netnsInode, false);
      return new AttachedPrograms(channel);
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

  /// Loads the program that sees every packet which the kernel frees, and attaches it.
  ///
  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel refuses
  void attachToFreeing(ProgramSpec spec) {
    attach(spec, loaded -> RawTracepoint.attach(KfreeSkb.NAME, loaded));
    countsFreed = true;
  }

  @Override
  public void restrictTo(Optional<NetworkNamespace> only) {
    channel.restrictTo(inode(only), false);
  }

  @Override
  public void select(Optional<NetworkNamespace> only) {
    channel.restrictTo(inode(only), true);
  }

  private static long inode(Optional<NetworkNamespace> only) {
    return only.map(NetworkNamespace::inode).orElse(EVERYWHERE);
  }

  @Override
  public void ignoreJumps() {
    channel.ignoreJumps();
  }

  @Override
  public int poll(Duration timeout, Consumer<RawDrop> drops) {
    return channel.poll(timeout, drops);
  }

  @Override
  public int drain(Consumer<RawDrop> drops) {
    return channel.drain(drops);
  }

  @Override
  public Counts counts() {
    var counts = channel.counts();
    return countsFreed ? counts : counts.withoutFreed();
  }

  @Override
  public Amounts amounts() {
    return channel.amounts();
  }

  /// Detaches the programs.
  @Override
  public void stop() {
    missedAtStop = OptionalLong.of(missed());
    links.forEach(Link::close);
    links.clear();
  }

  /// Runs that the kernel skipped because a program or probe was already running on that CPU.
  @Override
  public long missed() {
    if (missedAtStop.isPresent()) {
      return missedAtStop.getAsLong();
    }
    long missed = 0;
    for (var program : programs) {
      missed += program.info().recursionMisses().orElse(0);
    }
    for (var link : links) {
      missed +=
          switch (link) {
            case Kprobe kprobe -> kprobe.missed().orElse(0);
            case RawTracepoint _, NetfilterHook _ -> 0;
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
