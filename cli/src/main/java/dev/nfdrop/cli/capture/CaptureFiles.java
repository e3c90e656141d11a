package dev.nfdrop.cli.capture;

import java.io.OutputStream;
import java.time.Instant;

/// Where captured drops go: one stream, or files one after the other.
public interface CaptureFiles {
  /// A stream to begin a section on; whoever calls closes it.
  ///
  /// @throws java.io.UncheckedIOException if there is none to be had
  OutputStream next();

  /// Whether a section has become so large or old that what comes belongs on the next stream.
  ///
  /// @param bytes its length
  /// @param first the time of its first drop
  /// @param now the time of the drop that comes
  boolean isFull(long bytes, Instant first, Instant now);

  /// One stream for all.
  static CaptureFiles one(OutputStream stream) {
    return new CaptureFiles() {
      @Override
      public OutputStream next() {
        return stream;
      }

      @Override
      public boolean isFull(long bytes, Instant first, Instant now) {
        return false;
      }
    };
  }
}
