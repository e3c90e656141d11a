package dev.nfdrop.trace;

import dev.nfdrop.trace.calibrate.PacketTimes;
import dev.nfdrop.trace.calibrate.PacketTimes.Timing;

/// What an engine costs packets here, measured.
///
/// @param drop what a dropped packet pays
/// @param accept what an accepted packet pays that meets two base chains
public record EngineCost(Added drop, Added accept) {
  /// @param with times while the engine watched
  /// @param without times after it was gone
  static EngineCost between(PacketTimes with, PacketTimes without) {
    return new EngineCost(
        Added.between(with.dropped(), without.dropped()),
        Added.between(with.accepted(), without.accepted()));
  }

  /// A time that was added to a packet's.
  ///
  /// @param nanos the difference; may be below the noise, and below zero then
  /// @param noiseNanos how far equal rounds lie apart
  /// @param withoutNanos what the packet takes without the engine, the system call included
  public record Added(long nanos, long noiseNanos, long withoutNanos) {
    private static Added between(Timing with, Timing without) {
      return new Added(
          with.nanos() - without.nanos(),
          Math.max(with.noiseNanos(), without.noiseNanos()),
          without.nanos());
    }

    /// Whether it is more than noise.
    public boolean isMeasurable() {
      return nanos > noiseNanos;
    }
  }
}
