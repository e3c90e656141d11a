package dev.nfdrop.ebpf.ringbuf;

import static dev.nfdrop.ebpf.asm.JumpCondition.EQUAL;
import static dev.nfdrop.ebpf.asm.JumpCondition.GREATER;
import static dev.nfdrop.ebpf.asm.JumpCondition.NOT_EQUAL;
import static dev.nfdrop.ebpf.asm.Register.R0;
import static dev.nfdrop.ebpf.asm.Register.R1;
import static dev.nfdrop.ebpf.asm.Register.R10;
import static dev.nfdrop.ebpf.asm.Register.R2;
import static dev.nfdrop.ebpf.asm.Register.R3;
import static dev.nfdrop.ebpf.asm.Register.R4;
import static dev.nfdrop.ebpf.asm.Register.R6;
import static dev.nfdrop.ebpf.asm.Register.R7;
import static dev.nfdrop.ebpf.asm.Register.R8;
import static dev.nfdrop.ebpf.asm.Size.U64;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.ebpf.asm.Helper;
import dev.nfdrop.ebpf.map.BpfMap;
import dev.nfdrop.ebpf.map.MapSpec;
import dev.nfdrop.ebpf.program.LoadedProgram;
import dev.nfdrop.ebpf.program.ProgramSpec;
import dev.nfdrop.ebpf.program.ProgramType;
import dev.nfdrop.ebpf.sys.KernelException;
import dev.nfdrop.ebpf.sys.OpenResources;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RingBufferReaderTest {
  private static final int CAPACITY = 1 << 16;
  private static final long SUBMIT = 0;
  private static final long DISCARD = 1;
  private static final long SUBMIT_AND_WAKE = 2;
  private static final int RECORD_BYTES = 24;

  /// A record as the program writes it.
  private record Seen(long value, int length) {}

  private final List<Seen> seen = new ArrayList<>();
  private BpfMap events;
  private BpfMap lost;
  private LoadedProgram producer;
  private RingBufferReader reader;

  @BeforeEach
  void open() {
    events = MapSpec.ringBuffer("events", CAPACITY).create();
    lost = MapSpec.mappableArray("lost", 8, 1).create();
    producer = reserving().load(events, lost);
    reader = RingBufferReader.open(events);
  }

  @AfterEach
  void close() {
    reader.close();
    producer.close();
    lost.close();
    events.close();
  }

  @Test
  void recordsComeInTheirOrder() {
    for (var i = 0; i < 100; i++) {
      producer.testRun(i, SUBMIT);
    }
    assertThat(reader.availableBytes()).isEqualTo(100L * (RECORD_BYTES + 8));
    assertThat(reader.drain(this::see)).isEqualTo(100);
    assertThat(reader.availableBytes()).isZero();
    assertThat(seen).hasSize(100).first().isEqualTo(new Seen(0, RECORD_BYTES));
    assertThat(seen.getLast().value()).isEqualTo(99);
  }

  @Test
  void recordsThatRunOverTheEndAreInOnePiece() {
    var seed = Long.getLong("nfdrop.seed", System.nanoTime());
    var random = new Random(seed);
    var expected = new ArrayList<Seen>();
    try (var varying = varying().load(events)) {
      for (var value = 0; value < 5_000; value++) {
        var length = 8 + random.nextInt(240);
        assertThat(varying.testRun(value, length)).isZero();
        expected.add(new Seen(value, length));
        if (random.nextInt(100) == 0) {
          reader.drain(this::see, random.nextInt(80));
        }
        while (reader.availableBytes() > CAPACITY - 512) {
          reader.drain(this::see, 50);
        }
      }
      reader.drain(this::see);
    }
    assertThat(seen).as("-Dnfdrop.seed=%d", seed).isEqualTo(expected);
  }

  @Test
  void discardedRecordsAreSkipped() {
    for (var i = 0; i < 10; i++) {
      producer.testRun(i, i % 3 == 0 ? SUBMIT : DISCARD);
    }
    assertThat(reader.drain(this::see)).isEqualTo(4);
    assertThat(seen).extracting(Seen::value).containsExactly(0L, 3L, 6L, 9L);
    assertThat(reader.availableBytes()).isZero();
  }

  @Test
  void whatFindsNoRoomIsCountedByTheProgram() {
    for (var i = 0; i < 3_000; i++) {
      producer.testRun(i, SUBMIT);
    }
    var drained = reader.drain(this::see);
    var missing = lost.lookup(0).orElseThrow().get(JAVA_LONG, 0);
    assertThat(missing).isPositive();
    assertThat(drained + missing).isEqualTo(3_000);
    producer.testRun(4242, SUBMIT);
    assertThat(reader.drain(this::see)).isEqualTo(1);
    assertThat(seen.getLast().value()).isEqualTo(4242);
  }

  @Test
  void aLimitIsKept() {
    for (var i = 0; i < 10; i++) {
      producer.testRun(i, SUBMIT);
    }
    assertThat(reader.drain(this::see, 4)).isEqualTo(4);
    assertThat(reader.drain(this::see, 4)).isEqualTo(4);
    assertThat(reader.drain(this::see, 4)).isEqualTo(2);
  }

  @Test
  void recordsWithoutWakeUpAreFoundByTheWaitingReader() throws InterruptedException {
    var writer = Thread.ofPlatform().start(() -> producer.testRun(7919, SUBMIT));
    assertThat(reader.await(this::see, Duration.ofSeconds(60))).isEqualTo(1);
    assertThat(seen).containsExactly(new Seen(7919, RECORD_BYTES));
    writer.join();
  }

  @Test
  void recordsWithWakeUpAreFoundAsWell() throws InterruptedException {
    var writer = Thread.ofPlatform().start(() -> producer.testRun(7919, SUBMIT_AND_WAKE));
    assertThat(reader.await(this::see, Duration.ofSeconds(60))).isEqualTo(1);
    writer.join();
  }

  @Test
  void nothingIsLostBetweenAProducerAndAReaderThatRunTogether() throws InterruptedException {
    var count = 20_000;
    var writer =
        Thread.ofPlatform()
            .start(() -> {
              for (var i = 0; i < count; i++) {
                producer.testRun(i, i % 7 == 0 ? DISCARD : SUBMIT);
              }
            });
    var expected = count - (count + 6) / 7;
    var deadline = System.nanoTime() + Duration.ofSeconds(50).toNanos();
    while (seen.size() + lost.lookup(0).orElseThrow().get(JAVA_LONG, 0) < expected
        && System.nanoTime() < deadline) {
      reader.await(this::see, Duration.ofMillis(100));
    }
    writer.join();
    reader.drain(this::see);
    assertThat(seen).extracting(Seen::value).isSorted().doesNotHaveDuplicates();
    var missing = lost.lookup(0).orElseThrow().get(JAVA_LONG, 0);
    assertThat(seen.size() + missing).isBetween((long) expected, (long) count);
  }

  @Test
  void silenceEndsWithTheTime() {
    assertThat(reader.await(this::see, Duration.ofMillis(30))).isZero();
  }

  @Test
  void aWakeUpEndsTheWait() throws InterruptedException {
    var waker = Thread.ofPlatform().start(reader::wakeUp);
    assertThat(reader.await(this::see, Duration.ofSeconds(60))).isZero();
    waker.join();
  }

  @Test
  void aRecordWhoseConsumerThrowsIsConsumed() {
    producer.testRun(1, SUBMIT);
    producer.testRun(2, SUBMIT);
    assertThatThrownBy(() ->
            reader.drain((data, offset, length) -> {
              throw new IllegalStateException("7919");
            }))
        .hasMessage("7919");
    assertThat(reader.drain(this::see)).isEqualTo(1);
    assertThat(seen).extracting(Seen::value).containsExactly(2L);
  }

  @Test
  void anotherMapIsRefusedAndNothingStaysOpen() {
    var before = OpenResources.open().size();
    assertThatThrownBy(() -> RingBufferReader.open(lost))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("is no ring buffer");
    assertThat(OpenResources.open()).hasSize(before);
  }

  @Test
  void aBufferThatCannotBeMappedLeavesNothingOpen() {
    try (var frozen = MapSpec.ringBuffer("frozen", CAPACITY).create()) {
      frozen.freeze();
      var before = OpenResources.open().size();
      assertThatThrownBy(() -> RingBufferReader.open(frozen))
          .isInstanceOf(KernelException.class)
          .hasMessageStartingWith("mmap of map frozen, ");
      assertThat(OpenResources.open()).hasSize(before);
    }
  }

  private void see(MemorySegment data, long offset, int length) {
    var value = data.get(JAVA_LONG, offset);
    for (var at = offset + 8; at + 8 <= offset + length; at += 8) {
      assertThat(data.get(JAVA_LONG, at)).isEqualTo(value);
    }
    seen.add(new Seen(value, length));
  }

  /// Argument 0 fills a record of 24 bytes; argument 1 says what becomes of it.
  private static ProgramSpec reserving() {
    var asm = new Assembler();
    var full = asm.label("full");
    var discard = asm.label("discard");
    var wake = asm.label("wake");
    var end = asm.label("end");
    asm.load(U64, R7, R1, 0)
        .load(U64, R8, R1, 8)
        .loadMap(R1, "events")
        .move(R2, RECORD_BYTES)
        .move(R3, 0)
        .call(Helper.RINGBUF_RESERVE)
        .jumpIf(EQUAL, R0, 0, full)
        .store(U64, R0, 0, R7)
        .store(U64, R0, 8, R7)
        .store(U64, R0, 16, R7)
        .move(R1, R0)
        .jumpIf(EQUAL, R8, (int) DISCARD, discard)
        .jumpIf(EQUAL, R8, (int) SUBMIT_AND_WAKE, wake)
        .move(R2, RingBufferFlag.NO_WAKEUP)
        .call(Helper.RINGBUF_SUBMIT)
        .jump(end)
        .bind(wake)
        .move(R2, RingBufferFlag.FORCE_WAKEUP)
        .call(Helper.RINGBUF_SUBMIT)
        .jump(end)
        .bind(discard)
        .move(R2, RingBufferFlag.NO_WAKEUP)
        .call(Helper.RINGBUF_DISCARD)
        .jump(end)
        .bind(full)
        .loadMapValue(R1, "lost", 0)
        .move(R2, 1)
        .atomicAdd(U64, R1, 0, R2)
        .bind(end)
        .move(R0, 0)
        .exit();
    return new ProgramSpec("reserving", ProgramType.RAW_TRACEPOINT, asm.build());
  }

  /// Argument 0 fills a record of argument 1 bytes, at most 256; returns 1 where that failed.
  private static ProgramSpec varying() {
    var asm = new Assembler();
    var end = asm.label("end");
    asm.load(U64, R6, R1, 0).load(U64, R3, R1, 8).jumpIf(GREATER, R3, 256, end);
    for (var at = -256; at < 0; at += 8) {
      asm.store(U64, R10, at, R6);
    }
    asm.loadMap(R1, "events")
        .move(R2, R10)
        .add(R2, -256)
        .move(R4, RingBufferFlag.NO_WAKEUP)
        .call(Helper.RINGBUF_OUTPUT)
        .jumpIf(NOT_EQUAL, R0, 0, end)
        .move(R0, 0)
        .exit()
        .bind(end)
        .move(R0, 1)
        .exit();
    return new ProgramSpec("varying", ProgramType.RAW_TRACEPOINT, asm.build());
  }
}
