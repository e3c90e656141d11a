package dev.nfdrop.trace.calibrate;

import static dev.nfdrop.ebpf.asm.Register.R0;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.ebpf.link.Link;
import dev.nfdrop.ebpf.link.NetfilterHook;
import dev.nfdrop.ebpf.program.LoadedProgram;
import dev.nfdrop.ebpf.program.ProgramSpec;
import dev.nfdrop.ebpf.program.ProgramType;
import dev.nfdrop.ebpf.sys.KernelException;
import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.Hook;
import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.packet.CapturedPacket;
import dev.nfdrop.trace.record.DropSource;
import dev.nfdrop.trace.record.RawDrop;
import dev.nfdrop.trace.record.RawDrop.Freed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Shows an engine drops by a function at a hook that is not nf_tables': BPF programs, of which one
/// drops and those at lower priorities accept, so that it is another in the row each time.
public final class HookCalibration {
  /// `NF_DROP` and `NF_ACCEPT`, include/uapi/linux/netfilter.h.
  private static final int DROP = 0;

  private static final int ACCEPT = 1;

  /// Ahead of all chains of the ground, one by one; the last is behind one of them.
  private static final List<Integer> PRIORITIES = List.of(-8101, -8011, -7927, -7907);

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration POLL = Duration.ofMillis(20);

  private final CalibrationGround ground;
  private final DropSource source;
  private final long function;

  private HookCalibration(CalibrationGround ground, DropSource source, long function) {
    this.ground = ground;
    this.source = source;
    this.function = function;
  }

  /// What came of it.
  public sealed interface Outcome {
    /// All agreed.
    ///
    /// @param drops how many drops were compared
    record Passed(int drops) implements Outcome {}

    /// One was wrong.
    ///
    /// @param reason what was reported instead
    record Failed(String reason) implements Outcome {}

    /// This kernel has no such programs.
    record Impossible() implements Outcome {}
  }

  /// Runs on an engine that is attached, reports the ground's drops and tells functions.
  ///
  /// @param function the address of the function that runs such programs
  public static Outcome run(CalibrationGround ground, DropSource source, long function) {
    return new HookCalibration(ground, source, function).run();
  }

  private Outcome run() {
    try (var accept = program(ACCEPT);
        var drop = program(DROP)) {
      for (int before = 0; before < PRIORITIES.size(); before++) {
        var reported = dropped(before, accept, drop);
        var expected = List.of(expected(PRIORITIES.get(before)));
        if (!reported.equals(expected)) {
          return new Outcome.Failed("expected %s, reported %s".formatted(expected, reported));
        }
      }
      return new Outcome.Passed(PRIORITIES.size());
    } catch (KernelException _) {
      return new Outcome.Impossible();
    }
  }

  private static LoadedProgram program(int verdict) {
    var code = new Assembler().move(R0, verdict).exit().build();
    return new ProgramSpec("nfdrop_hook", ProgramType.NETFILTER, code).load();
  }

  private List<Reported> dropped(int before, LoadedProgram accept, LoadedProgram drop) {
    var links = new ArrayList<Link>();
    try {
      for (int i = 0; i < before; i++) {
        links.add(attach(PRIORITIES.get(i), accept));
      }
      links.add(attach(PRIORITIES.get(before), drop));
      ground.send(sample());
      return await();
    } finally {
      links.forEach(Link::close);
    }
  }

  private NetfilterHook attach(int priority, LoadedProgram program) {
    return ground
        .namespace()
        .call(() ->
            NetfilterHook.attach(
                Family.IP.number(), Family.IP.number(Hook.INPUT), priority, program));
  }

  /// One that passes the ground's rules.
  private Sample sample() {
    return ground.samples().stream()
        .filter(sample -> sample.fate().isEmpty())
        .findFirst()
        .orElseThrow();
  }

  private List<Reported> await() {
    var reported = new ArrayList<Reported>();
    var end = System.nanoTime() + PATIENCE.toNanos();
    while (reported.isEmpty() && System.nanoTime() < end) {
      source.poll(POLL, drop -> reported.add(Reported.of(drop)));
    }
    return reported;
  }

  private Reported expected(int priority) {
    return new Reported(
        Cause.HOOK,
        ground.netns(),
        sample().length(),
        function,
        Family.IP.number(),
        Family.IP.number(Hook.INPUT),
        priority);
  }

  private record Reported(
      Cause cause, long netns, int length, long function, int family, int hook, int priority) {
    static Reported of(RawDrop drop) {
      return new Reported(
          drop.cause(),
          drop.netnsInode(),
          drop.length().orElse(CapturedPacket.UNSET),
          drop.freed().map(Freed::function).orElse(0L),
          drop.family(),
          drop.hook(),
          drop.priority());
    }
  }
}
