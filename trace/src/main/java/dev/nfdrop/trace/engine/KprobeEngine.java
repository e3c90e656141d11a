package dev.nfdrop.trace.engine;

import dev.nfdrop.ebpf.link.Kprobe;
import dev.nfdrop.ebpf.link.ProbePoint;
import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Arm64Register;
import dev.nfdrop.locator.machine.Register;
import dev.nfdrop.locator.machine.X86Register;
import dev.nfdrop.trace.Drop.Verdict;
import dev.nfdrop.trace.calibrate.CalibrationGround;
import dev.nfdrop.trace.kernel.RunningKernel;
import dev.nfdrop.trace.record.Recording;
import dev.nfdrop.trace.select.Selection;
import java.util.List;
import java.util.Optional;

/// The engine `kprobe`: a probe at each site inside `nft_do_chain()`, which finds rule and packet
/// in the registers and stack slots that the locator names.
final class KprobeEngine {
  private KprobeEngine() {}

  /// Attaches a probe to each site.
  ///
  /// @param selection the drops to record
  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel refuses
  static EngineAttempt attach(
      RunningKernel kernel, CalibrationGround ground, List<SiteValues> sites, Selection selection) {
    var recording = new Recording(kernel.layout(), selection);
    var described = sites.stream().map(SiteText::probed).toList();
    var living = selection.wantsLiving() ? DropSites.living(kernel) : Optional.<SiteValues>empty();
    if (selection.wantsLiving() && living.isEmpty()) {
      return new EngineAttempt.Unusable(
          "no place that all packets pass which are not dropped is certain", described);
    }
    if (selection.verdicts().contains(Verdict.STOLEN)) {
      return new EngineAttempt.Unusable(
          "a stolen packet may be gone when its verdict is known; --engine nftrace tells of it",
          described);
    }
    if (!Kprobe.isAvailable()) {
      return new EngineAttempt.Unusable("this kernel has no kprobes (CONFIG_KPROBES)", described);
    }
    if (Kprobe.areDisarmed()) {
      return new EngineAttempt.Unusable(
          "all kprobes are switched off; echo 1 > " + Kprobe.SWITCH, described);
    }
    var engine = AttachedPrograms.open(kernel.layout(), ground.netns());
    try {
      for (var site : sites) {
        var obstacle = site.site().obstacle();
        if (obstacle.isPresent()) {
          engine.close();
          return new EngineAttempt.Unusable(obstacle.get(), described);
        }
        var program = KprobeProgram.of(recording, stackPointer(kernel.architecture()), site);
        var point = new ProbePoint.AtAddress(site.site().address());
        engine.attach(program, loaded -> Kprobe.attach(point, loaded));
      }
      living.ifPresent(site ->
          engine.attach(
              KprobeProgram.ofLiving(recording, stackPointer(kernel.architecture()), site),
              loaded -> Kprobe.attach(new ProbePoint.AtAddress(site.site().address()), loaded)));
      attachToFreeing(kernel, recording, sites, engine);
      return new EngineAttempt.Attached(engine, described);
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  /// What others in netfilter drop is seen where `nft_do_chain()` frees what it drops itself:
  /// nobody else is told apart from it elsewhere.
  private static void attachToFreeing(
      RunningKernel kernel, Recording recording, List<SiteValues> sites, AttachedPrograms engine) {
    if (sites.stream().allMatch(site -> site.returnAddress().isPresent())) {
      engine.attachToFreeing(TracepointProgram.ofOthers(recording, FreeingCode.of(kernel)));
    }
  }

  private static Register stackPointer(Architecture architecture) {
    return switch (architecture) {
      case X86_64 -> X86Register.RSP;
      case ARM64 -> Arm64Register.SP;
    };
  }
}
