package dev.nfdrop.cli.sink;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;

/// A buffer in front of an output stream that takes a reader's end as the end.
public final class LineOutput extends OutputStream {
  private static final int CAPACITY_BYTES = 1 << 16;

  private final OutputStream out;
  private final byte[] buffer = new byte[CAPACITY_BYTES];
  private int used;
  private boolean readerGone;

  public LineOutput(OutputStream out) {
    this.out = out;
  }

  /// Whether nobody reads any more.
  public boolean readerGone() {
    return readerGone;
  }

  /// Writes the text in UTF-8.
  public void write(StringBuilder text) {
    int length = text.length();
    if (length > CAPACITY_BYTES - used) {
      drain();
    }
    if (length > CAPACITY_BYTES) {
      writeEncoded(text);
      return;
    }
    int start = used;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        used = start;
        writeEncoded(text);
        return;
      }
      buffer[used++] = (byte) c;
    }
  }

  private void writeEncoded(StringBuilder text) {
    var bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    write(bytes, 0, bytes.length);
  }

  @Override
  public void write(int b) {
    if (used == CAPACITY_BYTES) {
      drain();
    }
    buffer[used++] = (byte) b;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length > CAPACITY_BYTES - used) {
      drain();
    }
    if (length > CAPACITY_BYTES) {
      pass(bytes, offset, length);
    } else {
      System.arraycopy(bytes, offset, buffer, used, length);
      used += length;
    }
  }

  @Override
  public void flush() {
    drain();
  }

  private void drain() {
    int length = used;
    used = 0;
    pass(buffer, 0, length);
  }

  private void pass(byte[] bytes, int offset, int length) {
    if (readerGone) {
      return;
    }
    try {
      out.write(bytes, offset, length);
      out.flush();
    } catch (IOException e) {
      if (!isBrokenPipe(e)) {
        throw new UncheckedIOException("cannot write drops: " + e.getMessage(), e);
      }
      readerGone = true;
    }
  }

  /// The JDK gives EPIPE and ECONNRESET only as the C library's words, in the user's language;
  /// glibc's translations keep the word `pipe`.
  private static boolean isBrokenPipe(IOException e) {
    var message = Objects.requireNonNullElse(e.getMessage(), "").toLowerCase(Locale.ROOT);
    return message.contains("pipe") || message.contains("connection reset");
  }
}
