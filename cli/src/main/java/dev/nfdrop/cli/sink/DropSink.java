package dev.nfdrop.cli.sink;

import dev.nfdrop.trace.Drop;

/// Where drops are shown. Used by one thread.
///
/// Output is buffered until {@link #flush} or until the buffer is full. A reader that goes away
/// (`nfdrop | head`) is no error: from then on everything is discarded and {@link #readerGone} says
/// so. Any other failure to write throws {@link java.io.UncheckedIOException}.
public interface DropSink {
  /// Shows one drop.
  void drop(Drop drop);

  /// Shows that drops are missing here.
  ///
  /// @param count further drops that were seen but not recorded
  void lost(long count);

  /// Shows that drops may be missing here, and nobody knows how many.
  void overrun();

  /// Hands everything to the operating system.
  void flush();

  /// Whether nobody reads the output any more, so that going on makes no sense.
  boolean readerGone();
}
