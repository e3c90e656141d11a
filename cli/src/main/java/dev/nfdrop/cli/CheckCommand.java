package dev.nfdrop.cli;

import dev.nfdrop.trace.EngineCheck;
import dev.nfdrop.trace.EngineReport;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `nfdrop check`: what this kernel offers to each engine.
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Say what this kernel offers: each engine, its sites, its calibration.")
final class CheckCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    return switch (EngineCheck.run()) {
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
      case EngineReport.Usable(var engine, var sites, var observed, var took) -> {
        out.printf(
            "%-11s usable: calibrated on %d drops, %d ms%n", engine, observed, took.toMillis());
        sites.forEach(site -> out.println("            " + Messages.printable(site)));
      }
      case EngineReport.Unusable(var engine, var reason, var sites) -> {
        out.printf("%-11s not usable: %s%n", engine, Messages.printable(reason));
        sites.forEach(site -> out.println("            " + Messages.printable(site)));
      }
    }
  }
}
