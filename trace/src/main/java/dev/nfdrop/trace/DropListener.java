package dev.nfdrop.trace;

/// Receives what a {@link Tracer} reports, on the thread that polls it.
public interface DropListener {
  void drop(Drop drop);

  /// Drops are missing here.
  ///
  /// @param count further records that found no room in the ring buffer
  void lost(long count);

  /// Drops may be missing here, and nobody knows how many.
  void overrun();
}
