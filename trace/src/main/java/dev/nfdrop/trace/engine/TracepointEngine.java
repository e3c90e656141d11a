package dev.nfdrop.trace.engine;

import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Register;
import dev.nfdrop.trace.calibrate.CalibrationGround;
import dev.nfdrop.trace.engine.StackAnalysis.Finding;
import dev.nfdrop.trace.kernel.RunningKernel;
import dev.nfdrop.trace.record.Recording;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// The engine `tracepoint`: the raw tracepoint `kfree_skb`, which fires inside the call that frees
/// a dropped packet. What `nft_do_chain()` had in registers lies on the kernel stack, where the
/// functions in between saved it.
///
/// Where exactly depends on how the tracepoint calls the program, so the stack is looked at twice:
/// with the program alone on the tracepoint, and with another beside it.
final class TracepointEngine {
  private final RunningKernel kernel;
  private final CalibrationGround ground;
  private final List<SiteValues> sites;
  private final SavingCode code;
  private final Optional<HookPlaces> hooks;

  private TracepointEngine(
      RunningKernel kernel, CalibrationGround ground, List<SiteValues> sites, boolean hooks) {
    this.kernel = kernel;
    this.ground = ground;
    this.sites = sites;
    this.code = new SavingCode(kernel);
    this.hooks =
        hooks ? HookPlaces.find(kernel).filter(places -> places.callLike(sites)) : Optional.empty();
  }

  /// Surveys the stack and attaches the program.
  ///
  /// @param assumed changes the sites after the survey
  /// @param recording what the program records
  /// @param hooks whether to tell which function at a hook has dropped, where nf_tables has not
  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel refuses
  static EngineAttempt attach(
      RunningKernel kernel,
      CalibrationGround ground,
      List<SiteValues> sites,
      UnaryOperator<List<SiteValues>> assumed,
      Recording recording,
      boolean hooks) {
    return new TracepointEngine(kernel, ground, sites, hooks).attach(assumed, recording);
  }

  private EngineAttempt attach(UnaryOperator<List<SiteValues>> assumed, Recording recording) {
    var described = sites.stream().map(SiteText::probed).toList();
    if (recording.selection().wantsLiving()) {
      return new EngineAttempt.Unusable(
          "it sees dropped packets only; --engine nftrace tells of others, in one network namespace",
          described);
    }
    var obstacle = obstacle(kernel, sites);
    if (obstacle.isPresent()) {
      return new EngineAttempt.Unusable(obstacle.get(), described);
    }
    var reason = kernel.layout().netfilterDrop().orElseThrow();
    var layouts = new LinkedHashSet<StackLayout>();
    for (var inCompany : List.of(false, true)) {
      switch (survey(reason, inCompany)) {
        case Finding.Found(var layout) -> layouts.add(layout);
        case Finding.NotFound(var missing) -> {
          return new EngineAttempt.Unusable(missing, described);
        }
      }
    }
    var known = hooks.filter(places -> layouts.stream().allMatch(places::areIn));
    return attach(
        kernel,
        ground,
        assumed.apply(withKnownDepth(layouts)),
        known,
        List.copyOf(layouts),
        recording);
  }

  /// The sites, without the jumps where nobody saves the register that holds their depth.
  private List<SiteValues> withKnownDepth(Collection<StackLayout> layouts) {
    return sites.stream()
        .map(site -> {
          var register = site.depthRegister();
          var known =
              register.isEmpty()
                  || layouts.stream()
                      .allMatch(layout -> layout.saved().containsKey(register.get()));
          return known ? site : site.withoutJumps();
        })
        .toList();
  }

  private static Optional<String> obstacle(RunningKernel kernel, List<SiteValues> sites) {
    if (kernel.layout().netfilterDrop().isEmpty()) {
      return Optional.of("this kernel's tracepoint kfree_skb gives no drop reason (before 5.17)");
    }
    if (kernel.layout().packet().skb() != 0) {
      return Optional.of("struct nft_pktinfo does not begin with skb");
    }
    if (!sites.stream().allMatch(SiteValues::isDirect)) {
      return Optional.of("a value lies behind a pointer in a register");
    }
    return sites.stream().allMatch(site -> site.returnAddress().isPresent())
        ? Optional.empty()
        : Optional.of(
            "this kernel's nft_do_chain() returns drops to its caller: no call in it frees the"
                + " packet");
  }

  private Finding survey(int reason, boolean inCompany) {
    if (inCompany) {
      try (var _ = Bystander.attach()) {
        return survey(reason, false);
      }
    }
    var stack = SurveyedStack.take(ground, kernel.layout(), reason);
    return switch (kernel.architecture()) {
      case X86_64 -> pushedOn(stack);
      case ARM64 -> framesOf(stack);
    };
  }

  private Finding pushedOn(SurveyedStack stack) {
    var finding = StackAnalysis.analyse(kernel.layout(), code, sites, stack.samples());
    var program = SavingCode.ofProgram(stack.program(), Architecture.X86_64);
    return finding instanceof Finding.Found(var layout) && hooks.isPresent() && program.isPresent()
        ? new Finding.Found(
            new CalledFrames(code, program.get())
                .with(layout, hooks.get().registers(), stack.samples()))
        : finding;
  }

  private Set<Register> otherRegisters() {
    return hooks.map(HookPlaces::registers).orElse(Set.of());
  }

  private Finding framesOf(SurveyedStack stack) {
    return SavingCode.ofProgram(stack.program(), Architecture.ARM64)
        .map(program ->
            FrameAnalysis.analyse(
                kernel.layout(), code, program, sites, otherRegisters(), stack.samples()))
        .orElseGet(() ->
            new Finding.NotFound(
                "the machine code of eBPF programs is not shown or not compiled"
                    + " (net.core.bpf_jit_enable)"));
  }

  private static EngineAttempt attach(
      RunningKernel kernel,
      CalibrationGround ground,
      List<SiteValues> sites,
      Optional<HookPlaces> hooks,
      List<StackLayout> layouts,
      Recording recording) {
    var described =
        Stream.of(
                sites.stream().map(SiteText::probed),
                hooks.stream().map(SiteText::hook),
                layouts.stream().map(SiteText::saved))
            .flatMap(lines -> lines)
            .toList();
    var engine = AttachedPrograms.open(recording, ground.netns());
    try {
      engine.attachToFreeing(
          TracepointProgram.of(recording, FreeingCode.of(kernel), sites, hooks, layouts));
      return new EngineAttempt.Attached(engine, described, hooks.isPresent());
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }
}
