package dev.nfdrop.cli;

import dev.nfdrop.cli.sink.Printable;
import dev.nfdrop.trace.DropCounts;
import dev.nfdrop.trace.Totals;
import java.util.stream.Collectors;

/// What nfdrop says on standard error.
final class Messages {
  private Messages() {}

  /// Says why a command cannot go on.
  ///
  /// @return the status, to end with
  static int refuse(String reason, int status) {
    System.err.println("nfdrop: " + printable(reason));
    return status;
  }

  /// A failure in one line.
  static String of(Throwable failure) {
    var message = failure.getMessage();
    return printable(message == null ? failure.getClass().getSimpleName() : message);
  }

  /// Text that a terminal does not interpret; line breaks stay.
  static String printable(String text) {
    return text.lines().map(Printable::of).collect(Collectors.joining("\n"));
  }

  /// The closing line.
  ///
  /// @param done what came of them: `7 printed`
  /// @param filtered whether only drops of some packets were counted
  static String totals(String done, Totals totals, boolean filtered) {
    var line = new StringBuilder("nfdrop: ").append(totals.seen().total());
    line.append(filtered ? " matching drops seen" : " drops seen");
    causes(line, totals.seen());
    append(line, totals.living(), "not dropped");
    line.append(", ").append(done);
    append(line, totals.lost(), "lost (the ring buffer was full)");
    append(line, totals.missed(), "missed (the program was busy on that CPU)");
    append(line, totals.unattributed(), "of a rule that could not be read with certainty");
    if (totals.overruns() > 0) {
      line.append(", an unknown number lost (they came faster than they were read, ");
      line.append(totals.overruns()).append(totals.overruns() == 1 ? " time)" : " times)");
    }
    if (totals.unexplained() != 0) {
      line.append("\nnfdrop: the totals differ: the kernel freed ");
      line.append(Math.abs(totals.unexplained()));
      line.append(totals.unexplained() > 0 ? " more" : " fewer");
      line.append(" packets as dropped by netfilter than are accounted for");
    }
    return line.toString();
  }

  /// ` (1100 by rules, 80 by policies)`.
  private static void causes(StringBuilder line, DropCounts seen) {
    var causes = new StringBuilder();
    append(causes, seen.rules(), "by rules");
    append(causes, seen.policies(), "by policies");
    append(causes, seen.jumpDepth(), "by jumps too deep");
    append(causes, seen.hooks(), "by other hooks");
    if (!causes.isEmpty()) {
      line.append(" (").append(causes.substring(", ".length())).append(')');
    }
  }

  private static void append(StringBuilder line, long count, String what) {
    if (count > 0) {
      line.append(", ").append(count).append(' ').append(what);
    }
  }
}
