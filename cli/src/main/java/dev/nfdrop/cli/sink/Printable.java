package dev.nfdrop.cli.sink;

/// Makes other people's text safe to print: names, comments and rules may hold any byte.
///
/// What a terminal or a reader's eye could take for something else is written as `\x1b` (below
/// U+0100) or `\x{202e}`: control characters of both sets, DEL, line separators, everything
/// invisible or that changes the direction of writing, and halves of characters, which is what
/// invalid UTF-8 may leave. All else stays as it is, so that a rule can be copied.
public final class Printable {
  private static final int FIRST_PRINTABLE_ASCII = 0x20;
  private static final int LAST_PRINTABLE_ASCII = 0x7e;
  private static final int LAST_SHORT = 0xff;

  private Printable() {}

  /// The text with what is not printable escaped.
  public static String of(String text) {
    var printable = new StringBuilder(text.length());
    append(printable, text);
    return printable.toString();
  }

  /// Appends the text with what is not printable escaped.
  public static void append(StringBuilder out, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < FIRST_PRINTABLE_ASCII || c > LAST_PRINTABLE_ASCII) {
        appendFrom(out, text, i);
        return;
      }
    }
    out.append(text);
  }

  private static void appendFrom(StringBuilder out, String text, int start) {
    out.append(text, 0, start);
    for (int i = start; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      if (isPrintable(codePoint)) {
        out.appendCodePoint(codePoint);
      } else {
        escape(out, codePoint);
      }
      i += Character.charCount(codePoint);
    }
  }

  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  private static void escape(StringBuilder out, int codePoint) {
    if (codePoint > LAST_SHORT) {
      out.append("\\x{").append(Integer.toHexString(codePoint)).append('}');
      return;
    }
    out.append("\\x")
        .append(Character.forDigit(codePoint >>> 4, 16))
        .append(Character.forDigit(codePoint & 0xf, 16));
  }
}
