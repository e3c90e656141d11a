package dev.nfdrop.trace.record;

import dev.nfdrop.ebpf.map.BpfMap;
import dev.nfdrop.ebpf.program.LoadedProgram;
import dev.nfdrop.ebpf.program.ProgramSpec;
import dev.nfdrop.ebpf.ringbuf.RingBufferReader;
import dev.nfdrop.ebpf.sys.CloseOnFailure;
import dev.nfdrop.trace.Amount;
import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.DropCounts;
import dev.nfdrop.trace.kernel.KernelLayout;
import dev.nfdrop.trace.record.DropSource.Counts;
import dev.nfdrop.trace.record.ProgramMaps.Counter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.HashMap;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// The maps between the programs of one engine and user space: records come up, the namespace to
/// report goes down. For one thread.
public final class DropChannel implements AutoCloseable {
  private final BpfMap ring;
  private final BpfMap counters;
  private final BpfMap configuration;
  private final BpfMap packet;
  private final BpfMap returned;
  private final BpfMap amounts;
  private final RingBufferReader reader;
  private final RecordedDrop view;

  private DropChannel(
      BpfMap ring,
      BpfMap counters,
      BpfMap configuration,
      BpfMap packet,
      BpfMap returned,
      BpfMap amounts,
      RingBufferReader reader,
      KernelLayout layout) {
    this.ring = ring;
    this.counters = counters;
    this.configuration = configuration;
    this.packet = packet;
    this.returned = returned;
    this.amounts = amounts;
    this.reader = reader;
    this.view = new RecordedDrop(layout);
  }

  /// Makes the maps.
  ///
  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel refuses
  public static DropChannel open(Recording recording) {
    try (var opening = new CloseOnFailure()) {
      var ring = opening.add(ProgramMaps.ring().create());
      return opening.done(
          new DropChannel(
              ring,
              opening.add(ProgramMaps.counters().create()),
              opening.add(ProgramMaps.configuration().create()),
              opening.add(ProgramMaps.packet().create()),
              opening.add(ReturnedDrops.map().create()),
              opening.add(ProgramMaps.amounts(recording.countsOnly()).create()),
              opening.add(RingBufferReader.open(ring)),
              recording.layout()));
    }
  }

  /// Loads a program that writes to this channel.
  ///
  /// @return owned by the caller
  public LoadedProgram load(ProgramSpec program) {
    return program.load(ring, counters, configuration, packet, returned, amounts);
  }

  /// Reports only drops in this namespace from now on; 0 for all.
  ///
  /// @param selected whether only what was selected, as far as the programs can tell
  public void restrictTo(long netnsInode, boolean selected) {
    try (var arena = Arena.ofConfined()) {
      var value = arena.allocate(ProgramMaps.CONFIGURATION_BYTES, Long.BYTES);
      value.set(ValueLayout.JAVA_INT, ProgramMaps.NETNS_OFFSET, (int) netnsInode);
      value.set(ValueLayout.JAVA_INT, ProgramMaps.SELECT_OFFSET, selected ? 1 : 0);
      configuration.update(arena.allocateFrom(ValueLayout.JAVA_INT, 0), value);
    }
  }

  /// Tells of no jumps any more: they turned out to be wrong.
  public void ignoreJumps() {
    view.ignoreJumps();
  }

  /// Waits for drops and passes on all that are there. The view is valid only during the call.
  ///
  /// @return how many there were
  public int poll(Duration timeout, Consumer<RawDrop> drops) {
    return reader.await((data, offset, length) -> pass(data, offset, length, drops), timeout);
  }

  /// Passes on what is there, without waiting.
  public int drain(Consumer<RawDrop> drops) {
    return reader.drain((data, offset, length) -> pass(data, offset, length, drops));
  }

  private void pass(MemorySegment data, long offset, int length, Consumer<RawDrop> drops) {
    view.at(data, offset, length);
    drops.accept(view);
  }

  /// What the programs have counted since the channel was opened, over all CPUs.
  public Counts counts() {
    var values = counters.lookup(0).orElseThrow();
    var seen =
        new DropCounts(
            sum(values, Cause.RULE),
            sum(values, Cause.POLICY),
            sum(values, Cause.JUMP_DEPTH),
            sum(values, Cause.HOOK));
    return new Counts(
        seen,
        sum(values, Counter.LOST),
        sum(values, Counter.UNATTRIBUTED),
        0,
        sum(values, Counter.LIVING),
        OptionalLong.of(sum(values, Counter.FREED)));
  }

  /// What the programs have counted by key since the engine was calibrated.
  public Amounts amounts() {
    var byKey = new HashMap<CountKey, Amount>();
    for (var entry : amounts.entries()) {
      var packets = amounts.sumOverCpus(entry.value(), AmountFormat.PACKETS);
      var bytes = amounts.sumOverCpus(entry.value(), AmountFormat.LENGTH);
      byKey.put(CountKey.read(entry.key()), new Amount(packets, bytes));
    }
    var values = counters.lookup(0).orElseThrow();
    var others = new Amount(sum(values, Counter.OTHER_PACKETS), sum(values, Counter.OTHER_BYTES));
    return new Amounts(byKey, others);
  }

  private long sum(MemorySegment values, Counter counter) {
    return counters.sumOverCpus(values, counter.offsetBytes());
  }

  private long sum(MemorySegment values, Cause cause) {
    return counters.sumOverCpus(values, ProgramMaps.offsetBytes(cause));
  }

  @Override
  public void close() {
    reader.close();
    amounts.close();
    returned.close();
    packet.close();
    configuration.close();
    counters.close();
    ring.close();
  }
}
