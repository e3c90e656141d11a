package dev.nfdrop.trace.cross;

import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.packet.CapturedPacket;
import dev.nfdrop.trace.record.RawDrop;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What one engine reported, by packet. Packets may be equal: what counts is how often each answer
/// was given for them.
final class DropLog {
  private final Map<Packet, Map<Answer, List<Long>>> times = new HashMap<>();
  private long size;

  /// A packet as it can be recognised.
  ///
  /// @param bytes hash of the first ones
  record Packet(long netns, int length, int mark, int in, int out, int bytes) {
    private static Packet of(RawDrop drop) {
      return new Packet(
          drop.netnsInode(),
          drop.length().orElse(CapturedPacket.UNSET),
          drop.mark(),
          drop.inIndex(),
          drop.outIndex(),
          hash(drop.packet()));
    }

    private static int hash(CapturedPacket packet) {
      var captured = packet.bytes().asSlice(packet.start(), packet.captured());
      return Arrays.hashCode(captured.toArray(ValueLayout.JAVA_BYTE));
    }

    @Override
    public String toString() {
      return "packet of %d bytes in namespace %d".formatted(length, netns);
    }
  }

  /// What an engine said of a packet.
  ///
  /// @param rule its handle; 0 where no rule decided
  record Answer(Cause cause, int family, String table, String chain, String baseChain, long rule) {
    private static Answer of(RawDrop drop) {
      boolean byRule = drop.cause() == Cause.RULE;
      return new Answer(
          drop.cause(),
          drop.family(),
          drop.tableName(),
          byRule ? drop.chainName() : "",
          drop.baseChainName(),
          byRule ? drop.ruleHandle() : 0);
    }

    @Override
    public String toString() {
      var by = cause == Cause.RULE ? "rule " + rule : cause.label();
      var where = chain.isEmpty() ? baseChain : chain;
      return "%s of chain %s, table %s (family %d)".formatted(by, where, table, family);
    }
  }

  void add(RawDrop drop) {
    times
        .computeIfAbsent(Packet.of(drop), _ -> new HashMap<>())
        .computeIfAbsent(Answer.of(drop), _ -> new ArrayList<>(1))
        .add(drop.monotonicNanos());
    size++;
  }

  long size() {
    return size;
  }

  /// How many drops lie in a stretch of time.
  long countIn(Window window) {
    return times.values().stream()
        .flatMap(answers -> answers.values().stream())
        .mapToLong(at -> count(at, window))
        .sum();
  }

  /// The drops of a stretch of time that the other log has not, whenever, a line each.
  List<String> missingFrom(DropLog other, Window window) {
    var missing = new ArrayList<String>();
    times.forEach((packet, answers) -> {
      var there = other.times.getOrDefault(packet, Map.of());
      answers.forEach((answer, at) -> {
        long more = count(at, window) - there.getOrDefault(answer, List.of()).size();
        if (more > 0) {
          missing.add(
              "%s: %s, the other engine says %s"
                  .formatted(packet, answer, there.isEmpty() ? "nothing" : there.keySet()));
        }
      });
    });
    return missing;
  }

  private static long count(List<Long> times, Window window) {
    return times.stream().filter(window::contains).count();
  }

  /// A stretch of time.
  ///
  /// @param from nanoseconds of CLOCK_MONOTONIC
  record Window(long from, long until) {
    private boolean contains(long time) {
      return from <= time && time < until;
    }
  }
}
