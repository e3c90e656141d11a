package dev.nfdrop.trace.engine;

import dev.nfdrop.ebpf.link.RawTracepoint;
import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.trace.calibrate.CalibrationGround;
import dev.nfdrop.trace.engine.StackAnalysis.Finding;
import dev.nfdrop.trace.kernel.KernelLayout;
import dev.nfdrop.trace.kernel.RunningKernel;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// The engine `tracepoint`: the raw tracepoint `kfree_skb`, which fires inside the call that frees
/// a dropped packet. What `nft_do_chain()` had in registers lies on the kernel stack, where the
/// functions in between saved it.
///
/// Where exactly depends on how the tracepoint calls the program, so the stack is looked at twice:
/// with the program alone on the tracepoint, and with another beside it.
final class TracepointEngine {
  private TracepointEngine() {}

  /// Surveys the stack and attaches the program.
  ///
  /// @param assumed changes the sites after the survey
  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel refuses
  static EngineAttempt attach(
      RunningKernel kernel,
      CalibrationGround ground,
      List<SiteValues> sites,
      UnaryOperator<List<SiteValues>> assumed) {
    var described = sites.stream().map(SiteText::probed).toList();
    var obstacle = obstacle(kernel, sites);
    if (obstacle.isPresent()) {
      return new EngineAttempt.Unusable(obstacle.get(), described);
    }
    var reason = kernel.layout().netfilterDrop().orElseThrow();
    var layouts = new LinkedHashSet<StackLayout>();
    for (var inCompany : List.of(false, true)) {
      switch (survey(kernel.layout(), ground, sites, reason, inCompany)) {
        case Finding.Found(var layout) -> layouts.add(layout);
        case Finding.NotFound(var missing) -> {
          return new EngineAttempt.Unusable(missing, described);
        }
      }
    }
    return attach(kernel.layout(), ground, assumed.apply(sites), reason, List.copyOf(layouts));
  }

  private static Optional<String> obstacle(RunningKernel kernel, List<SiteValues> sites) {
    if (kernel.layout().netfilterDrop().isEmpty()) {
      return Optional.of("this kernel's tracepoint kfree_skb gives no drop reason (before 5.17)");
    }
    if (kernel.architecture() != Architecture.X86_64) {
      return Optional.of("the stack of this architecture cannot be read yet");
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

  private static Finding survey(
      KernelLayout kernel,
      CalibrationGround ground,
      List<SiteValues> sites,
      int reason,
      boolean inCompany) {
    if (inCompany) {
      try (var _ = Bystander.attach()) {
        return survey(kernel, ground, sites, reason, false);
      }
    }
    return StackAnalysis.analyse(kernel, sites, SurveyedStack.take(ground, kernel, reason));
  }

  private static EngineAttempt attach(
      KernelLayout kernel,
      CalibrationGround ground,
      List<SiteValues> sites,
      int reason,
      List<StackLayout> layouts) {
    var described =
        Stream.concat(sites.stream().map(SiteText::probed), layouts.stream().map(SiteText::saved))
            .toList();
    var engine = AttachedPrograms.open(kernel, ground.netns());
    try {
      engine.attach(
          TracepointProgram.of(kernel, reason, sites, layouts),
          loaded -> RawTracepoint.attach(KfreeSkb.NAME, loaded));
      return new EngineAttempt.Attached(engine, described);
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }
}
