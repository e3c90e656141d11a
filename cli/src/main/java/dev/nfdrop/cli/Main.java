package dev.nfdrop.cli;

import dev.nfdrop.cli.OutputOptions.Colour;
import dev.nfdrop.ebpf.sys.KernelException;
import dev.nfdrop.ebpf.sys.MissingFeatureException;
import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.Hook;
import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.Opening;
import dev.nfdrop.trace.RefusedException;
import dev.nfdrop.trace.TraceRequest.EngineChoice;
import dev.nfdrop.trace.netns.NamespaceNotFoundException;
import dev.nfdrop.trace.select.NamePattern;
import java.util.List;
import picocli.CommandLine;

/// Entry of the `nfdrop` command, and the only place that ends the process.
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    var shutdown = Shutdown.install();
    int status;
    try {
      status = run(arguments, shutdown);
    } finally {
      System.out.flush();
    }
    shutdown.finished(status);
    System.exit(status);
  }

  /// Runs a command line.
  ///
  /// @return the exit status
  static int run(String[] arguments, Shutdown shutdown) {
    var first = arguments.length == 0 ? "" : arguments[0];
    var rest = List.of(arguments).subList(Math.min(1, arguments.length), arguments.length);
    return switch (first) {
      case Rehearsal.COMMAND ->
          Rehearsal.run(
              rest,
              words -> {
                var _ = run(words, shutdown);
              });
      case "trace" -> run(first, new TraceCommand(shutdown), rest);
      case "demo" -> run(first, new DemoCommand(shutdown), rest);
      case "read" -> run(first, new ReadCommand(shutdown), rest);
      case "check" -> run(first, new CheckCommand(shutdown), rest);
      case "locate" -> run(first, LocateCommand.spec(), rest);
      default -> commandLine(shutdown).execute(arguments);
    };
  }

  /// Makes nothing of the other commands: reading their options would be felt at each start.
  ///
  /// @param command a [Callable], or its specification
  private static int run(String name, Object command, List<String> arguments) {
    return configured(new CommandLine(command).setCommandName("nfdrop " + name))
        .execute(arguments.toArray(String[]::new));
  }

  /// Tracing, which needs no name, with all commands below it.
  private static CommandLine commandLine(Shutdown shutdown) {
    return configured(
        new CommandLine(new TraceCommand(shutdown))
            .setCommandName("nfdrop")
            .addSubcommand(new TraceCommand(shutdown))
            .addSubcommand(new ReadCommand(shutdown))
            .addSubcommand(new DemoCommand(shutdown))
            .addSubcommand(new CheckCommand(shutdown))
            .addSubcommand(LocateCommand.spec()));
  }

  private static CommandLine configured(CommandLine command) {
    return command
        .registerConverter(EngineChoice.class, new Choices<>(EngineChoice.class))
        .registerConverter(Colour.class, new Choices<>(Colour.class))
        .registerConverter(Family.class, new Choices<>(Family.class))
        .registerConverter(Hook.class, new Choices<>(Hook.class))
        .registerConverter(Cause.class, new Choices<>(Cause.class))
        .registerConverter(VerdictChoice.class, new Choices<>(VerdictChoice.class))
        .registerConverter(NamePattern.class, SelectionOptions::pattern)
        .setParameterExceptionHandler(UsageErrors::explain)
        .setExecutionExceptionHandler(Main::explain);
  }

  /// What went wrong in one line for the user; the whole trace for who asks with `NFDROP_DEBUG`.
  private static int explain(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    System.err.println("nfdrop: " + Messages.of(failure));
    if (System.getenv("NFDROP_DEBUG") != null) {
      failure.printStackTrace();
    }
    return switch (failure) {
      case RefusedException refused -> status(refused.refusal());
      case NamespaceNotFoundException _ -> ExitStatus.BAD_USAGE;
      case KernelException refusal when refusal.isNotPermitted() -> ExitStatus.NOT_PERMITTED;
      case MissingFeatureException _ -> ExitStatus.UNSUPPORTED;
      default -> ExitStatus.FAILED;
    };
  }

  private static int status(Opening.Refused refusal) {
    return switch (refusal) {
      case Opening.NotPermitted _ -> ExitStatus.NOT_PERMITTED;
      case Opening.Unsupported _ -> ExitStatus.UNSUPPORTED;
    };
  }
}
