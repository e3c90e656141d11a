package dev.nfdrop.cli.sink;

/// The colours of text output, as SGR sequences (ECMA-48, 8.3.117).
public enum Palette {
  PLAIN,
  COLOUR;

  /// What a part of a line is.
  enum Part {
    TIME("\u001b[2m"),
    NETNS("\u001b[35m"),
    PLACE("\u001b[1m"),
    RULE("\u001b[33m"),
    REMARK("\u001b[2m"),
    INTERFACE("\u001b[36m");

    private final String sequence;

    Part(String sequence) {
      this.sequence = sequence;
    }
  }

  private static final String RESET = "\u001b[0m";

  void begin(StringBuilder line, Part part) {
    if (this == COLOUR) {
      line.append(part.sequence);
    }
  }

  void end(StringBuilder line) {
    if (this == COLOUR) {
      line.append(RESET);
    }
  }
}
