package dev.nfdrop.cli.demo;

import dev.nfdrop.cli.sink.DropSink;
import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.trace.Drop;
import dev.nfdrop.trace.DropListener;
import dev.nfdrop.trace.Tracer;
import dev.nfdrop.trace.packet.CapturedPacket;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// A client sends, a firewall drops, and nfdrop's answers are held against nft's listing.
public final class Demo {
  private static final int CONNECTIONS = 3;
  private static final Duration POLL = Duration.ofMillis(20);

  /// Shorter than the second after which the kernel sends an unanswered SYN again.
  private static final Duration WAIT_FOR_DROP = Duration.ofMillis(900);

  private final DemoTraffic traffic;
  private final Tracer tracer;
  private final DropSink sink;
  private final PrintStream out;
  private final BooleanSupplier cancelled;

  /// When a packet was dropped first. Each connection has a port of its own.
  private final Map<String, Instant> firstDrops = new HashMap<>();

  public Demo(
      NetworkNamespace client,
      Tracer tracer,
      DropSink sink,
      PrintStream out,
      BooleanSupplier cancelled) {
    this.traffic = new DemoTraffic(client);
    this.tracer = tracer;
    this.sink = sink;
    this.out = out;
    this.cancelled = cancelled;
  }

  /// Sends the demo's traffic and says what came of each packet.
  public DemoVerdict run(DemoRuleset ruleset) {
    var verdict = new DemoVerdict();
    for (int i = 1; i <= CONNECTIONS && !cancelled.getAsBoolean(); i++) {
      var sent = "connection %d to port %d".formatted(i, DemoRuleset.DROPPED_PORT);
      verdict.droppedByRule(sent, ruleset.dropHandle(), connect(DemoRuleset.DROPPED_PORT));
    }
    verdict.droppedByPolicy(
        "connection to port " + DemoRuleset.OTHER_PORT, connect(DemoRuleset.OTHER_PORT));
    verdict.passed("ping", ping());
    return verdict;
  }

  private List<Drop> connect(int port) {
    try (var _ = traffic.connect(port)) {
      var drops = new Collector();
      var end = System.nanoTime() + WAIT_FOR_DROP.toNanos();
      while (drops.isEmpty() && System.nanoTime() < end && !cancelled.getAsBoolean()) {
        tracer.poll(POLL, drops);
      }
      return drops.list();
    } catch (IOException e) {
      throw new DemoFailure("connect to port " + port + ": " + e.getMessage());
    }
  }

  /// The answer to the echo request proves that it passed; whatever was dropped came before it.
  private List<Drop> ping() {
    var answer = traffic.ping();
    answer.lines().filter(line -> line.contains(" bytes from ")).forEach(out::println);
    var drops = new Collector();
    tracer.drain(drops);
    return drops.list();
  }

  /// Prints drops as they come and keeps them.
  private final class Collector implements DropListener {
    private final List<Drop> drops = new ArrayList<>();

    @Override
    public void drop(Drop drop, CapturedPacket packet) {
      if (!isSentAgain(drop)) {
        drops.add(drop);
      }
      sink.drop(drop, packet);
      sink.flush();
    }

    @Override
    public void lost(long count) {
      sink.lost(count);
    }

    @Override
    public void overrun() {
      sink.overrun();
    }

    /// On a slow machine a SYN may be sent again before its first drop has been seen here.
    private boolean isSentAgain(Drop drop) {
      var first = firstDrops.putIfAbsent(drop.packet().toString(), drop.time());
      return first != null && Duration.between(first, drop.time()).compareTo(WAIT_FOR_DROP) > 0;
    }

    boolean isEmpty() {
      return drops.isEmpty();
    }

    List<Drop> list() {
      return List.copyOf(drops);
    }
  }
}
