package dev.nfdrop.cli;

import dev.nfdrop.trace.Drop;
import dev.nfdrop.trace.DropListener;
import dev.nfdrop.trace.packet.CapturedPacket;

/// Is told of nothing, because drops are only counted.
final class NoDrops implements DropListener {
  @Override
  public void drop(Drop drop, CapturedPacket packet) {}

  @Override
  public void lost(long count) {}

  @Override
  public void overrun() {}
}
