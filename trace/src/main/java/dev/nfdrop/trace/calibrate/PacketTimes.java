package dev.nfdrop.trace.calibrate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;

/// How long packets take past the rules of a [CalibrationGround], from the call that sends one
/// until it returns: loopback delivers, or drops, meanwhile. A packet meets two base chains.
///
/// @param dropped by a rule
/// @param accepted and received
public record PacketTimes(Timing dropped, Timing accepted) {
  private static final int ROUNDS = 161;

  /// Packets in a round: so few that most rounds pass undisturbed.
  private static final int PACKETS = 25;

  /// The time for a packet, of rounds that the rest of the machine disturbs more or less.
  ///
  /// @param nanos what a quarter of the rounds stayed below
  /// @param noiseNanos how far below that the fastest was
  public record Timing(long nanos, long noiseNanos) {
    private static Timing of(long[] rounds) {
      Arrays.sort(rounds);
      long quarter = rounds[rounds.length / 4];
      return new Timing(quarter, quarter - rounds[0]);
    }
  }

  /// Sends packets of both fates by turns.
  ///
  /// @param afterEachRound runs outside of the time measured
  public static PacketTimes measure(CalibrationGround ground, Runnable afterEachRound) {
    try (var receiver = ground.receiver()) {
      var samples = ground.samples();
      var drop = sample(samples, Length.DROPPED);
      var accept = sample(samples, Length.ACCEPTED);
      var dropped = new long[ROUNDS];
      var accepted = new long[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        dropped[round] = round(ground, drop);
        accepted[round] = round(ground, accept);
        empty(receiver);
        afterEachRound.run();
      }
      return new PacketTimes(Timing.of(dropped), Timing.of(accepted));
    } catch (IOException e) {
      throw new UncheckedIOException("receiving the calibration's packets", e);
    }
  }

  private static Sample sample(Iterable<Sample> samples, Length length) {
    for (var sample : samples) {
      if (sample.length() == length.bytes()) {
        return sample;
      }
    }
    throw new IllegalStateException("no sample of length " + length);
  }

  /// Nanoseconds for a packet.
  private static long round(CalibrationGround ground, Sample sample) {
    long start = System.nanoTime();
    for (int packet = 0; packet < PACKETS; packet++) {
      ground.send(sample);
    }
    return (System.nanoTime() - start) / PACKETS;
  }

  private static void empty(DatagramChannel receiver) throws IOException {
    var buffer = ByteBuffer.allocate(Length.TWIN.bytes());
    while (receiver.receive(buffer) != null) {
      buffer.clear();
    }
  }
}
