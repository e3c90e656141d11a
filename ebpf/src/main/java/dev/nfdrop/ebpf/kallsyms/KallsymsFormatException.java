package dev.nfdrop.ebpf.kallsyms;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/// A line that should describe a symbol does not.
public final class KallsymsFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN_BYTES = 60;

  private final long line;

  KallsymsFormatException(String origin, long line, byte[] bytes, int from, int to, String wanted) {
    super(
        "%s, line %d: found \"%s\", expected %s"
            .formatted(origin, line, printable(bytes, from, to), wanted));
    this.line = line;
  }

  private static String printable(byte[] bytes, int from, int to) {
    int length = Math.min(to - from, SHOWN_BYTES);
    return new String(bytes, from, length, ISO_8859_1).replaceAll("[^ -~]", "?");
  }

  /// The line, counted from 1.
  public long line() {
    return line;
  }
}
