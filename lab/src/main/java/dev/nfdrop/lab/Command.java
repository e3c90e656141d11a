package dev.nfdrop.lab;

import java.time.Duration;
import java.util.List;

/// A program with its arguments; no shell is involved.
///
/// @param words the program, as a path or a name on the path, and its arguments
/// @param input what the program reads from its standard input before the end of it
/// @param limit how long the program may run before waiting for it fails
public record Command(List<String> words, String input, Duration limit) {

  private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(60);

  public Command {
    words = List.copyOf(words);
    if (words.isEmpty()) {
      throw new IllegalArgumentException("a command without a program");
    }
  }

  /// A command without input that may take a minute.
  public static Command of(String... words) {
    return of(List.of(words));
  }

  /// A command without input that may take a minute.
  public static Command of(List<String> words) {
    return new Command(words, "", DEFAULT_LIMIT);
  }

  /// The same command with this on its standard input.
  public Command withInput(String text) {
    return new Command(words, text, limit);
  }

  /// The same command with another limit.
  public Command within(Duration longest) {
    return new Command(words, input, longest);
  }

  @Override
  public String toString() {
    return String.join(" ", words);
  }
}
