package dev.nfdrop.cli.sink;

import dev.nfdrop.trace.DropListener;

/// Where drops are shown. Used by one thread.
///
/// Output is buffered until {@link #flush} or until the buffer is full. A reader that goes away
/// (`nfdrop | head`) is no error: from then on everything is discarded and {@link #readerGone} says
/// so. Any other failure to write throws {@link java.io.UncheckedIOException}.
public interface DropSink extends DropListener, AutoCloseable {
  /// Hands everything to the operating system.
  void flush();

  /// Whether nobody reads the output any more, so that going on makes no sense.
  boolean readerGone();

  /// Ends the output; what belongs to others, as standard output does, stays open.
  @Override
  void close();
}
