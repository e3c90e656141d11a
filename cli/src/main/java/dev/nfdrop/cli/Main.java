package dev.nfdrop.cli;

import dev.nfdrop.ebpf.sys.Errno;
import dev.nfdrop.ebpf.sys.KernelException;
import dev.nfdrop.trace.netns.NamespaceNotFoundException;
import picocli.CommandLine;

/// Entry of the `nfdrop` command, and the only place that ends the process.
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    var shutdown = Shutdown.install();
    int status;
    try {
      status = commandLine(shutdown).execute(arguments);
    } finally {
      System.out.flush();
    }
    shutdown.finished(status);
    System.exit(status);
  }

  private static CommandLine commandLine(Shutdown shutdown) {
    return new CommandLine(new TraceCommand(shutdown))
        .setCommandName("nfdrop")
        .addSubcommand(new TraceCommand(shutdown))
        .addSubcommand(new DemoCommand(shutdown))
        .addSubcommand(new CheckCommand())
        .addSubcommand(new LocateCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
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
      case NamespaceNotFoundException _ -> ExitStatus.BAD_USAGE;
      case KernelException refusal when refusal.errno().equals(Errno.EPERM) ->
          ExitStatus.NOT_PERMITTED;
      default -> ExitStatus.FAILED;
    };
  }
}
