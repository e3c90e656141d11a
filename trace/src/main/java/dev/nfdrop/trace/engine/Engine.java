package dev.nfdrop.trace.engine;

import dev.nfdrop.trace.record.DropChannel;
import dev.nfdrop.trace.record.DropChannel.Counts;

/// An engine that is attached and has been calibrated. For one thread.
public final class Engine implements AutoCloseable {
  private final String name;
  private final AttachedEngine attached;
  private final Counts before;
  private final long missedBefore;

  Engine(String name, AttachedEngine attached) {
    this.name = name;
    this.attached = attached;
    this.before = attached.channel().counts();
    this.missedBefore = attached.missed();
  }

  /// As users give it to `--engine`.
  public String name() {
    return name;
  }

  /// Where its records come from.
  public DropChannel channel() {
    return attached.channel();
  }

  /// What was counted since the calibration.
  public Counts counts() {
    return attached.channel().counts().minus(before);
  }

  /// Runs that the kernel skipped since the calibration.
  public long missed() {
    return attached.missed() - missedBefore;
  }

  @Override
  public void close() {
    attached.close();
  }
}
