package dev.nfdrop.cli;

import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The options that say how drops are counted.
final class CountOptions {
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it before it is needed
  private CommandSpec spec;

  @Option(
      names = "--count-only",
      description =
          "Print no drops, but at the end how many there were of each rule, exactly: they are"
              + " counted in the kernel.")
  private boolean only;

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "With --count-only: print what was counted after each such time as well.")
  private Optional<Duration> interval = Optional.empty();

  /// Whether drops are counted and not printed.
  boolean only() {
    return only;
  }

  /// After which time to print counts.
  Optional<Duration> interval() {
    return interval;
  }

  /// @param prints options of the command line that need drops one by one
  /// @throws ParameterException if the options contradict each other
  void check(Optional<String> prints) {
    if (interval.isPresent() && !only) {
      throw new ParameterException(spec.commandLine(), "--interval needs --count-only");
    }
    if (only && prints.isPresent()) {
      throw new ParameterException(
          spec.commandLine(), prints.get() + " is for drops, of which --count-only prints none");
    }
  }
}
