package dev.nfdrop.cli;

import dev.nfdrop.trace.CrossReport;
import dev.nfdrop.trace.EngineCheck;
import dev.nfdrop.trace.EngineCost.Added;
import dev.nfdrop.trace.EngineReport;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `nfdrop check`: what this kernel offers to each engine.
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description =
        "Say what this kernel offers: each engine, its sites, its calibration, what it costs.")
final class CheckCommand implements Callable<Integer> {
  private final Shutdown shutdown;

  @Option(
      names = "--cross",
      description = "Have the engines kprobe and tracepoint report the same drops, and compare.")
  private boolean cross;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "How long --cross compares: 500ms, 20s, 5m (default: ${DEFAULT-VALUE}).")
  private Duration duration = Duration.ofSeconds(5);

  @Option(
      names = "--repeat",
      paramLabel = "N",
      description = "Attach, calibrate and detach each engine N times (default: ${DEFAULT-VALUE}).")
  private int repeat = 1;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  private CommandSpec spec;

  CheckCommand(Shutdown shutdown) {
    this.shutdown = shutdown;
  }

  @Override
  public Integer call() {
    if (repeat < 1) {
      throw new ParameterException(spec.commandLine(), "--repeat must be at least 1");
    }
    return cross ? compare() : check();
  }

  private int check() {
    return switch (EngineCheck.run(repeat)) {
      case EngineCheck.NotPermitted(var reason) ->
          Messages.refuse(reason, ExitStatus.NOT_PERMITTED);
      case EngineCheck.Unsupported(var reason) -> Messages.refuse(reason, ExitStatus.UNSUPPORTED);
      case EngineCheck.Checked(var kernel, var engines) -> {
        System.out.println("kernel      " + Messages.printable(kernel));
        engines.forEach(engine -> print(engine, System.out));
        var usable = engines.stream().anyMatch(EngineReport.Usable.class::isInstance);
        yield usable ? ExitStatus.FINE : ExitStatus.UNSUPPORTED;
      }
    };
  }

  private static void print(EngineReport report, PrintStream out) {
    switch (report) {
      case EngineReport.Usable(var engine, var sites, var observed, var took, var cost) -> {
        out.printf(
            "%-11s usable: calibrated on %d drops, %d ms%n", engine, observed, took.toMillis());
        out.printf(
            "            costs %s a dropped packet, %s an accepted one%n",
            text(cost.drop()), text(cost.accept()));
        sites.forEach(site -> out.println("            " + Messages.printable(site)));
      }
      case EngineReport.Unusable(var engine, var reason, var sites) -> {
        out.printf("%-11s not usable: %s%n", engine, Messages.printable(reason));
        sites.forEach(site -> out.println("            " + Messages.printable(site)));
      }
    }
  }

  private static String text(Added added) {
    return added.isMeasurable()
        ? "%d ns (of %d)".formatted(added.nanos(), added.withoutNanos() + added.nanos())
        : "nothing measurable (below %d ns)".formatted(added.noiseNanos());
  }

  private int compare() {
    return switch (CrossReport.make(duration, shutdown::requested)) {
      case CrossReport.NotPermitted(var reason) ->
          Messages.refuse(reason, ExitStatus.NOT_PERMITTED);
      case CrossReport.Unsupported(var reason) -> Messages.refuse(reason, ExitStatus.UNSUPPORTED);
      case CrossReport.Compared compared -> print(compared, System.out);
    };
  }

  private static int print(CrossReport.Compared compared, PrintStream out) {
    var engines = String.join(" and ", compared.engines());
    var where = "%d drops in %d ms".formatted(compared.drops(), compared.took().toMillis());
    if (compared.differences().isEmpty()) {
      out.printf("%s reported the same %s, by the same rules%n", engines, where);
      return ExitStatus.FINE;
    }
    out.printf("%s differ on %s:%n", engines, where);
    compared.differences().forEach(line -> out.println("  " + Messages.printable(line)));
    return ExitStatus.FAILED;
  }
}
