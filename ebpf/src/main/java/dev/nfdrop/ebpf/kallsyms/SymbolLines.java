package dev.nfdrop.ebpf.kallsyms;

import java.io.IOException;
import java.io.InputStream;

/// Reads lines such as `ffffffffc0a4b2e0 t nft_do_chain<TAB>[nf_tables]` from a stream, through one
/// buffer.
///
/// Source: `s_show`, kernel/kallsyms.c.
final class SymbolLines {
  private static final int BUFFER_BYTES = 1 << 16;

  /// `KSYM_NAME_LEN` (512), `MODULE_NAME_LEN` (below 64), an address, and room to grow.
  private static final int MAX_LINE_BYTES = 4096;

  private static final int HEX_BITS = 4;
  private static final int MAX_HEX_DIGITS = 16;

  /// A space, the type, a space.
  private static final int AROUND_TYPE_BYTES = 3;

  /// A tab and two brackets.
  private static final int BRACKETED_BYTES = 3;

  private final InputStream in;
  private final String origin;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private long line;
  private long address;

  SymbolLines(InputStream in, String origin) {
    this.in = in;
    this.origin = origin;
  }

  /// Takes one symbol: `bytes[from]` is the type, then come a space, the name and perhaps a tab and
  /// the module in brackets, up to `to`, exclusive. The array is only good during the call.
  interface Sink {
    void symbol(long address, byte[] bytes, int from, int to);
  }

  void forEach(Sink sink) throws IOException {
    int filled = 0;
    int read = in.read(buffer, 0, buffer.length);
    while (read >= 0) {
      filled += read;
      int rest = completeLines(filled, sink);
      filled -= rest;
      System.arraycopy(buffer, rest, buffer, 0, filled);
      if (filled > MAX_LINE_BYTES) {
        line++;
        throw malformed(0, filled, "a line of at most " + MAX_LINE_BYTES + " bytes");
      }
      read = in.read(buffer, filled, buffer.length - filled);
    }
    if (filled > 0) {
      line++;
      throw malformed(0, filled, "a line feed at the end");
    }
  }

  private int completeLines(int filled, Sink sink) {
    int start = 0;
    for (int at = 0; at < filled; at++) {
      if (buffer[at] == '\n') {
        line++;
        int typeAt = parse(start, at);
        sink.symbol(address, buffer, typeAt, at);
        start = at + 1;
      }
    }
    return start;
  }

  private int parse(int start, int end) {
    int at = start;
    long value = 0;
    while (at < end && buffer[at] != ' ') {
      int digit = Character.digit(buffer[at], 1 << HEX_BITS);
      if (digit < 0 || at - start == MAX_HEX_DIGITS) {
        throw malformed(start, end, "an address of 1 to " + MAX_HEX_DIGITS + " hex digits");
      }
      value = value << HEX_BITS | digit;
      at++;
    }
    address = value;
    if (at == start) {
      throw malformed(start, end, "an address");
    }
    if (end - at <= AROUND_TYPE_BYTES || buffer[at + 2] != ' ' || buffer[at + 1] <= ' ') {
      throw malformed(start, end, "a space, a letter, a space and a name after the address");
    }
    checkNameAndModule(start, at + AROUND_TYPE_BYTES, end);
    return at + 1;
  }

  private void checkNameAndModule(int start, int nameAt, int end) {
    int tab = nameAt;
    while (tab < end && buffer[tab] != '\t') {
      tab++;
    }
    if (tab == nameAt) {
      throw malformed(start, end, "a name");
    }
    if (tab < end
        && (end - tab <= BRACKETED_BYTES || buffer[tab + 1] != '[' || buffer[end - 1] != ']')) {
      throw malformed(start, end, "a module in brackets after the tab");
    }
  }

  private KallsymsFormatException malformed(int start, int end, String expected) {
    return new KallsymsFormatException(origin, line, buffer, start, end, expected);
  }
}
