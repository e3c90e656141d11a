package dev.nfdrop.cli;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// What is wrong with a command line, in one line that says where the help is.
final class UsageErrors {
  private UsageErrors() {}

  /// Prints it.
  ///
  /// @return the status, to end with
  static int explain(ParameterException error, String[] arguments) {
    var command = error.getCommandLine();
    return Messages.refuse(
        "%s; see %s --help".formatted(what(error), name(command)), ExitStatus.BAD_USAGE);
  }

  private static String what(ParameterException error) {
    if (!(error instanceof UnmatchedArgumentException unmatched)) {
      return oneLine(String.valueOf(error.getMessage()));
    }
    var argument = unmatched.getUnmatched().getFirst();
    var what = unmatched.isUnknownOption() ? "unknown option" : "unexpected argument";
    var suggestions = unmatched.getSuggestions();
    return "%s '%s'%s"
        .formatted(
            what,
            argument,
            suggestions.isEmpty() ? "" : " (did you mean " + suggestions.getFirst() + "?)");
  }

  private static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName();
  }

  private static String oneLine(String message) {
    return String.join(" ", message.lines().map(String::strip).toList());
  }
}
