package dev.nfdrop.trace.engine;

import dev.nfdrop.ebpf.sys.KernelException;
import dev.nfdrop.trace.calibrate.Calibration;
import dev.nfdrop.trace.calibrate.Calibration.Outcome;
import dev.nfdrop.trace.calibrate.CalibrationGround;
import dev.nfdrop.trace.calibrate.HookCalibration;
import dev.nfdrop.trace.kernel.RunningKernel;
import dev.nfdrop.trace.record.DropSource;
import dev.nfdrop.trace.record.Recording;
import dev.nfdrop.trace.select.Selection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Starts engines on the running kernel: finds the sites, attaches, calibrates. An engine that is
/// wrong in one sample is taken down again.
public final class EngineStarter {
  /// Runs BPF programs at netfilter hooks; net/netfilter/nf_bpf_link.c, since 6.4.
  private static final String BPF_AT_HOOKS = "nf_hook_run_bpf";

  private final RunningKernel kernel;
  private final Optional<String> assumption;
  private final Recording recording;
  private Optional<String> hookProblem = Optional.empty();
  private Optional<DropSites.Finding> finding = Optional.empty();

  /// @param assumption where to take the rule from instead of the place found: see [Assumption]
  /// @param selection the drops to record, as far as programs can tell them
  /// @param countsOnly whether to count them only: see [Recording]
  public EngineStarter(
      RunningKernel kernel, Optional<String> assumption, Selection selection, boolean countsOnly) {
    this.kernel = kernel;
    this.assumption = assumption;
    this.recording = new Recording(kernel.layout(), selection, countsOnly);
  }

  /// Starts an engine.
  ///
  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel fails in an unexpected way
  public EngineStart start(EngineKind kind) {
    return kind == EngineKind.NFTRACE
        ? startNftrace(recording.selection())
        : ifPermitted(kind, () -> startAtSites(kind));
  }

  /// Starts the engine that needs to know nothing of the kernel's code.
  ///
  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel fails in an unexpected way
  public static EngineStart startNftrace(Selection selection) {
    return ifPermitted(
        EngineKind.NFTRACE,
        () -> {
          var startedNanos = System.nanoTime();
          try (var ground = CalibrationGround.prepare()) {
            return calibrate(
                EngineKind.NFTRACE,
                NftraceEngine.attach(ground, selection),
                attached -> Calibration.run(ground, attached.engine(), selection.wantsLiving()),
                startedNanos);
          }
        });
  }

  private static EngineStart ifPermitted(EngineKind kind, Supplier<EngineStart> start) {
    try {
      return start.get();
    } catch (KernelException e) {
      if (!e.isNotPermitted()) {
        throw e;
      }
      return new EngineStart.NotPermitted(kind, String.valueOf(e.getMessage()));
    }
  }

  private EngineStart startAtSites(EngineKind kind) {
    var startedNanos = System.nanoTime();
    return switch (finding()) {
      case DropSites.Finding.NotFound(var reason) ->
          new EngineStart.Unusable(kind, reason, List.of());
      case DropSites.Finding.Found(var sites) -> {
        try (var ground = CalibrationGround.prepare()) {
          yield start(kind, ground, sites, startedNanos);
        }
      }
    };
  }

  /// What tells the functions at other hooks is left out where it turns out to be wrong.
  private EngineStart start(
      EngineKind kind, CalibrationGround ground, List<SiteValues> sites, long startedNanos) {
    var start = attachAndCalibrate(kind, ground, sites, startedNanos);
    if (hookProblem.isEmpty() || !(start instanceof EngineStart.Calibrated wrong)) {
      return start;
    }
    wrong.engine().close();
    var again = attachAndCalibrate(kind, ground, sites, startedNanos);
    return again instanceof EngineStart.Calibrated calibrated
        ? calibrated.with(SiteText.untoldHook(hookProblem.get()))
        : again;
  }

  private EngineStart attachAndCalibrate(
      EngineKind kind, CalibrationGround ground, List<SiteValues> sites, long startedNanos) {
    return calibrate(
        kind, attach(kind, ground, sites), attached -> judge(kind, attached, ground), startedNanos);
  }

  /// All other engines use the same sites.
  private DropSites.Finding finding() {
    var found = finding.orElseGet(() -> DropSites.find(kernel));
    finding = Optional.of(found);
    return found;
  }

  private EngineAttempt attach(EngineKind kind, CalibrationGround ground, List<SiteValues> sites) {
    return switch (kind) {
      case KPROBE ->
          KprobeEngine.attach(kernel, ground, assumed(sites), recording, hookProblem.isEmpty());
      case TRACEPOINT ->
          TracepointEngine.attach(
              kernel, ground, sites, this::assumed, recording, hookProblem.isEmpty());
      case NFTRACE -> NftraceEngine.attach(ground, recording.selection());
    };
  }

  /// The sites, with the rule where somebody assumes it.
  private List<SiteValues> assumed(List<SiteValues> sites) {
    if (assumption.isEmpty()) {
      return sites;
    }
    var place = Assumption.place(assumption.get(), kernel.architecture());
    return sites.stream()
        .map(site -> site.rule().isPresent() ? site.withRuleAt(place) : site)
        .toList();
  }

  private static EngineStart calibrate(
      EngineKind kind,
      EngineAttempt attempt,
      Function<EngineAttempt.Attached, Outcome> calibration,
      long startedNanos) {
    return switch (attempt) {
      case EngineAttempt.Unusable(var reason, var sites) ->
          new EngineStart.Unusable(kind, reason, sites);
      case EngineAttempt.Attached attached -> {
        var engine = attached.engine();
        yield switch (judge(attached, calibration)) {
          case Outcome.Passed(int drops, var jumpProblem) ->
              new EngineStart.Calibrated(
                  kind,
                  new Engine(kind.label(), engine, jumpProblem),
                  attached.sites(),
                  drops,
                  Duration.ofNanos(System.nanoTime() - startedNanos));
          case Outcome.Failed(var reason) -> {
            engine.close();
            yield new EngineStart.Unusable(kind, "calibration failed: " + reason, attached.sites());
          }
        };
      }
    };
  }

  private static Outcome judge(
      EngineAttempt.Attached attached, Function<EngineAttempt.Attached, Outcome> calibration) {
    try {
      return calibration.apply(attached);
    } catch (RuntimeException e) {
      attached.engine().close();
      throw e;
    }
  }

  /// A tracepoint calls its programs in another way when there are several: both are judged.
  private Outcome judge(
      EngineKind kind, EngineAttempt.Attached attached, CalibrationGround ground) {
    var outcome = judge(attached, ground);
    if (kind == EngineKind.TRACEPOINT && outcome instanceof Outcome.Passed alone) {
      try (var _ = Bystander.attach()) {
        var inCompany = judge(attached, ground);
        return inCompany instanceof Outcome.Passed more ? alone.and(more) : inCompany;
      }
    }
    return outcome;
  }

  private Outcome judge(EngineAttempt.Attached attached, CalibrationGround ground) {
    var living = recording.selection().wantsLiving();
    var outcome = Calibration.run(ground, attached.engine(), living);
    if (outcome instanceof Outcome.Passed && attached.tellsHooks()) {
      judgeHooks(attached.engine(), ground);
    }
    return outcome;
  }

  /// Where a kernel has no function that can be made to drop, what the code says is believed.
  private void judgeHooks(DropSource engine, CalibrationGround ground) {
    var functions = kernel.symbols().findCode(BPF_AT_HOOKS);
    if (hookProblem.isEmpty() && functions.size() == 1) {
      var outcome = HookCalibration.run(ground, engine, functions.getFirst().address());
      hookProblem =
          outcome instanceof HookCalibration.Outcome.Failed(var reason)
              ? Optional.of(reason)
              : Optional.empty();
    }
  }
}
