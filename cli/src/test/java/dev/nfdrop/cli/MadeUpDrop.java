package dev.nfdrop.cli;

import dev.nfdrop.trace.Drop;
import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.Why;
import dev.nfdrop.trace.packet.CapturedPacket;
import dev.nfdrop.trace.packet.CapturedPacket.OffloadedVlan;
import dev.nfdrop.trace.packet.PacketDecoder;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Drops of which only the place in the ruleset matters.
public final class MadeUpDrop {
  private static final int IPV4 = 0x0800;
  private static final int LENGTH = 60;

  private MadeUpDrop() {}

  public static Drop byRule(String table, String chain, long handle) {
    return drop(Instant.EPOCH, Cause.RULE, table, chain, OptionalLong.of(handle));
  }

  public static Drop byPolicy(String table, String chain) {
    return drop(Instant.EPOCH, Cause.POLICY, table, chain, OptionalLong.empty());
  }

  private static Drop drop(
      Instant time, Cause cause, String table, String chain, OptionalLong handle) {
    return new Drop(
        time,
        Drop.Verdict.DROP,
        cause,
        "inet",
        table,
        chain,
        handle,
        Optional.empty(),
        Optional.empty(),
        new Drop.Hook("input", 0, chain),
        Why.NOTHING,
        Optional.empty(),
        Optional.empty(),
        new Drop.Namespace(4026531840L, Optional.empty()),
        0,
        Drop.Meta.UNKNOWN,
        Optional.empty(),
        OptionalInt.of(LENGTH),
        PacketDecoder.decode(packet()));
  }

  /// The same drop at another time.
  public static Drop at(Instant time, Drop drop) {
    return drop(time, drop.cause(), drop.table(), drop.chain(), drop.handle());
  }

  /// Nothing was captured of it.
  public static CapturedPacket packet() {
    return new CapturedPacket(
        MemorySegment.ofArray(new byte[0]),
        0,
        0,
        IPV4,
        CapturedPacket.UNSET,
        0,
        0,
        OffloadedVlan.NONE,
        LENGTH);
  }
}
