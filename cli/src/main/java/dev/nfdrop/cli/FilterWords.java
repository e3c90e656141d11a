package dev.nfdrop.cli;

import dev.nfdrop.trace.filter.PacketFilter;
import dev.nfdrop.trace.filter.PacketFilter.Compilation;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The words of a command line that are a filter expression, together.
final class FilterWords {
  static final String LABEL = "FILTER";

  static final String DESCRIPTION =
      "Only packets that match this pcap-filter expression, as tcpdump takes it; several words"
          + " are joined by blanks.";

  private FilterWords() {}

  /// @param command for what is wrong with the filter
  /// @return empty if there are no words
  /// @throws ParameterException if libpcap refuses the filter, or is not there
  static Optional<PacketFilter> compile(CommandLine command, List<String> words) {
    return words.isEmpty()
        ? Optional.empty()
        : Optional.of(
            switch (PacketFilter.compile(String.join(" ", words))) {
              case Compilation.Compiled(var compiled) -> compiled;
              case Compilation.Refused(var reason) -> throw refusal(command, words, reason);
            });
  }

  /// A single word that means nothing to libpcap may have been meant to be a command.
  private static ParameterException refusal(
      CommandLine command, List<String> words, String reason) {
    var unmatched = new UnmatchedArgumentException(command, words);
    return words.size() == 1 && !unmatched.getSuggestions().isEmpty()
        ? unmatched
        : new ParameterException(command, reason);
  }
}
