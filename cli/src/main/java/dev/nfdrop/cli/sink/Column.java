package dev.nfdrop.cli.sink;

/// A column that grows with what it has shown, so that lines stay aligned without being wide.
final class Column {
  private static final int GAP = 2;

  private final int widest;
  private int width;
  private int start;

  /// @param narrowest the width to begin with, in characters
  /// @param widest longer text shifts its own line only
  Column(int narrowest, int widest) {
    this.width = narrowest;
    this.widest = widest;
  }

  /// The text from here on belongs to the column.
  void begin(StringBuilder line) {
    start = line.length();
  }

  /// The text ends here; returns the spaces that separate it from the next column.
  int end(StringBuilder line) {
    int length = line.codePointCount(start, line.length());
    width = Math.max(width, Math.min(length, widest));
    return Math.max(width - length, 0) + GAP;
  }
}
