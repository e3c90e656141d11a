package dev.nfdrop.trace.engine;

import dev.nfdrop.ebpf.link.Kprobe;
import dev.nfdrop.ebpf.link.ProbePoint;
import dev.nfdrop.ebpf.program.ProgramSpec;
import dev.nfdrop.ebpf.sys.KernelException;
import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Arm64Register;
import dev.nfdrop.locator.machine.Register;
import dev.nfdrop.locator.machine.X86Register;
import dev.nfdrop.trace.Drop.Verdict;
import dev.nfdrop.trace.calibrate.CalibrationGround;
import dev.nfdrop.trace.kernel.RunningKernel;
import dev.nfdrop.trace.record.Recording;
import dev.nfdrop.trace.select.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The engine `kprobe`: a probe at each site inside `nft_do_chain()`, which finds rule and packet
/// in the registers and stack slots that the locator names, and one where the kernel frees what
/// functions of others at a hook have dropped.
final class KprobeEngine {
  private final RunningKernel kernel;
  private final Recording recording;
  private final List<SiteValues> sites;
  private final Register stackPointer;
  private final AttachedPrograms engine;

  private KprobeEngine(
      RunningKernel kernel, Recording recording, List<SiteValues> sites, AttachedPrograms engine) {
    this.kernel = kernel;
    this.recording = recording;
    this.sites = sites;
    this.stackPointer = stackPointer(kernel.architecture());
    this.engine = engine;
  }

  /// Attaches a probe to each site.
  ///
  /// @param recording what the programs record
  /// @param hooks whether to tell which function at a hook has dropped, where nf_tables has not
  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel refuses
  static EngineAttempt attach(
      RunningKernel kernel,
      CalibrationGround ground,
      List<SiteValues> sites,
      Recording recording,
      boolean hooks) {
    var described = sites.stream().map(SiteText::probed).toList();
    var selection = recording.selection();
    var living = selection.wantsLiving() ? DropSites.living(kernel) : Optional.<SiteValues>empty();
    var obstacle = obstacle(sites, selection, living);
    if (obstacle.isPresent()) {
      return new EngineAttempt.Unusable(obstacle.get(), described);
    }
    var engine = AttachedPrograms.open(recording, ground.netns());
    try {
      return new KprobeEngine(kernel, recording, sites, engine)
          .attach(living, hooks ? HookPlaces.find(kernel) : Optional.empty(), described);
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  /// Why this engine is of no use here.
  private static Optional<String> obstacle(
      List<SiteValues> sites, Selection selection, Optional<SiteValues> living) {
    if (selection.wantsLiving() && living.isEmpty()) {
      return Optional.of("no place that all packets pass which are not dropped is certain");
    }
    if (selection.verdicts().contains(Verdict.STOLEN)) {
      return Optional.of(
          "a stolen packet may be gone when its verdict is known; --engine nftrace tells of it");
    }
    if (!Kprobe.isAvailable()) {
      return Optional.of("this kernel has no kprobes (CONFIG_KPROBES)");
    }
    if (Kprobe.areDisarmed()) {
      return Optional.of("all kprobes are switched off; echo 1 > " + Kprobe.SWITCH);
    }
    return sites.stream().flatMap(values -> values.site().obstacle().stream()).findFirst();
  }

  private EngineAttempt attach(
      Optional<SiteValues> living, Optional<HookPlaces> hooks, List<String> described) {
    for (var values : sites) {
      probe(KprobeProgram.of(recording, stackPointer, values), values.site().address());
    }
    living.ifPresent(values ->
        probe(KprobeProgram.ofLiving(recording, stackPointer, values), values.site().address()));
    var lines = new ArrayList<>(described);
    var probed = hooks.filter(places -> probeHook(places, lines));
    engine.attachToFreeing(
        TracepointProgram.ofOthers(recording, FreeingCode.of(kernel), leavesFreeing(), probed));
    return new EngineAttempt.Attached(engine, List.copyOf(lines), probed.isPresent());
  }

  /// Without it such drops are seen by the tracepoint, which does not tell the function.
  private boolean probeHook(HookPlaces places, List<String> lines) {
    try {
      probe(
          KprobeProgram.ofHook(recording, stackPointer, places, leavesFreeing()),
          places.site().address());
      lines.add(SiteText.hook(places));
      return true;
    } catch (KernelException e) {
      lines.add(SiteText.untoldHook(String.valueOf(e.getMessage())));
      return false;
    }
  }

  private void probe(ProgramSpec program, long address) {
    engine.attach(program, loaded -> Kprobe.attach(new ProbePoint.AtAddress(address), loaded));
  }

  private boolean leavesFreeing() {
    return sites.stream().anyMatch(SiteValues::leavesFreeing);
  }

  private static Register stackPointer(Architecture architecture) {
    return switch (architecture) {
      case X86_64 -> X86Register.RSP;
      case ARM64 -> Arm64Register.SP;
    };
  }
}
