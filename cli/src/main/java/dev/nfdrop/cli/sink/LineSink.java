package dev.nfdrop.cli.sink;

import dev.nfdrop.trace.Drop;
import dev.nfdrop.trace.packet.CapturedPacket;

/// A sink that prints a line a drop, and needs no bytes for it.
public interface LineSink extends DropSink {
  /// Prints one drop.
  void drop(Drop drop);

  @Override
  default void drop(Drop drop, CapturedPacket packet) {
    drop(drop);
  }

  @Override
  default void close() {
    flush();
  }
}
