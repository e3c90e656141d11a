package dev.nfdrop.locator.site;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// A file of facts about the corpus: a fact a line, fields between spaces, comments behind `#`.
record TruthFile(String name) {
  static final TruthFile ANSWERS = new TruthFile("truth.txt");
  static final TruthFile CALLS = new TruthFile("calls.txt");
  static final TruthFile SOURCE_LINES = new TruthFile("source-lines.txt");
  static final TruthFile DWARF = new TruthFile("dwarf.txt");
  static final TruthFile HAND_READING = new TruthFile("hand-reading.txt");

  Stream<String> lines() {
    try (var stream = TruthFile.class.getResourceAsStream(name)) {
      var text = new String(Objects.requireNonNull(stream, name).readAllBytes(), UTF_8);
      return text.lines().filter(line -> !line.isBlank() && !line.startsWith("#"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What stands behind a kernel's name, line by line.
  List<String> of(String kernel) {
    return lines()
        .filter(line -> line.startsWith(kernel + " "))
        .map(line -> line.substring(kernel.length() + 1))
        .toList();
  }

  /// The number behind `+`.
  static long offset(String field) {
    return Long.decode(field.substring(1));
  }
}
