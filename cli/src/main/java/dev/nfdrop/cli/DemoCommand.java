package dev.nfdrop.cli;

import dev.nfdrop.cli.demo.Demo;
import dev.nfdrop.cli.demo.DemoFailure;
import dev.nfdrop.cli.demo.DemoNetwork;
import dev.nfdrop.cli.demo.DemoRuleset;
import dev.nfdrop.cli.demo.DemoVerdict;
import dev.nfdrop.trace.Opening;
import dev.nfdrop.trace.TraceRequest;
import dev.nfdrop.trace.TraceRequest.EngineChoice;
import dev.nfdrop.trace.TraceRequest.NamespaceName;
import dev.nfdrop.trace.Tracer;
import dev.nfdrop.trace.select.Selection;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `nfdrop demo`: two namespaces, a firewall between them, and nfdrop's answers beside nft's.
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Drop some packets in namespaces of its own and name the rules that did it.")
final class DemoCommand implements Callable<Integer> {
  private final Shutdown shutdown;

  @Mixin private OutputOptions output = new OutputOptions();

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      defaultValue = "auto",
      description =
          "auto, kprobe, tracepoint or nftrace (default: ${DEFAULT-VALUE}). nftrace adds a table to the"
              + " ruleset, and is never chosen by auto.")
  private EngineChoice engine = EngineChoice.AUTO;

  @Option(
      names = "--vm",
      description = "Run in a VM with Debian 13's kernel and the kprobe engine; from a checkout.")
  private boolean vm;

  DemoCommand(Shutdown shutdown) {
    this.shutdown = shutdown;
  }

  @Override
  public Integer call() {
    if (vm) {
      System.err.println("nfdrop: --vm needs a checkout of the sources: run ./nfdrop demo --vm");
      return ExitStatus.BAD_USAGE;
    }
    try (var network = DemoNetwork.create()) {
      var ruleset = DemoRuleset.load(network.server());
      System.out.println("The firewall of " + DemoNetwork.SERVER_ADDRESS + ", as nft lists it:\n");
      System.out.println(ruleset.listing());
      var server = new NamespaceName(network.serverPath().toString());
      var request =
          new TraceRequest(engine, Optional.of(server), Optional.empty(), Selection.ALL, false);
      return switch (Tracer.open(request, new StatusLines())) {
        case Opening.Open(var tracer) -> run(tracer, network, ruleset);
        case Opening.NotPermitted(var reason) -> Messages.refuse(reason, ExitStatus.NOT_PERMITTED);
        case Opening.Unsupported(var reason) -> Messages.refuse(reason, ExitStatus.UNSUPPORTED);
      };
    } catch (DemoFailure e) {
      System.err.println("nfdrop: " + Messages.of(e));
      return ExitStatus.FAILED;
    }
  }

  private int run(Tracer tracer, DemoNetwork network, DemoRuleset ruleset) {
    try (tracer) {
      System.out.println("The drops, as nfdrop reports them:\n");
      System.out.flush();
      var demo = new Demo(network.client(), tracer, output.sink(), System.out, shutdown::requested);
      var verdict = demo.run(ruleset);
      if (shutdown.requested()) {
        return Messages.refuse("the demo was interrupted", ExitStatus.FAILED);
      }
      return print(verdict);
    }
  }

  private static int print(DemoVerdict verdict) {
    System.out.println("\nEach packet's answer against nft's listing:\n");
    verdict.comparisons().forEach(each -> System.out.println(each.line()));
    System.out.println(
        verdict.allAgree()
            ? "\nAll agree."
            : "\nnfdrop and nft DISAGREE: please report this with the output of 'nfdrop check'.");
    return verdict.allAgree() ? ExitStatus.FINE : ExitStatus.FAILED;
  }
}
