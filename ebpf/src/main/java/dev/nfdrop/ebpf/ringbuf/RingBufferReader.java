package dev.nfdrop.ebpf.ringbuf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.nfdrop.ebpf.map.BpfMap;
import dev.nfdrop.ebpf.map.MapType;
import dev.nfdrop.ebpf.sys.CloseOnFailure;
import dev.nfdrop.ebpf.sys.Epoll;
import dev.nfdrop.ebpf.sys.Mapping;
import dev.nfdrop.ebpf.sys.MemoryPages;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// The one reader of a ring buffer. One thread reads; any thread may call [#wakeUp()].
public final class RingBufferReader implements AutoCloseable {
  /*
   * The map is three things in a row (kernel/bpf/ringbuf.c): a page with the consumer's position,
   * which is ours to write; a page with the producers' position; and the data, mapped twice in a
   * row, so that a record which runs over the end goes on behind it. Positions count bytes since the
   * beginning and never wrap.
   *
   * A record has a header of 8 bytes: its length with two flags, and a word that only the kernel
   * uses. While BUSY is set, the producer still writes, and everything behind it waits. A producer
   * that found no room has left nothing here; programs count that themselves.
   *
   * The kernel publishes the length with a store-release after the content, and the producers'
   * position likewise, so two loads with acquire make the content visible. Our position goes back
   * with a store-release after the content was read. It is written once in a batch: each write
   * takes the cache line away from the producers.
   */

  private static final VarHandle POSITION = JAVA_LONG.varHandle();
  private static final VarHandle HEADER = JAVA_INT.varHandle();

  /// `BPF_RINGBUF_BUSY_BIT`, `BPF_RINGBUF_DISCARD_BIT`, `BPF_RINGBUF_HDR_SZ`.
  private static final int BUSY = 1 << 31;

  private static final int DISCARDED = 1 << 30;
  private static final int HEADER_BYTES = 8;

  /// Share of the buffer after which the position is published within a batch.
  private static final int PUBLICATIONS_PER_ROUND = 4;

  /// How long the reader sleeps when nothing came: from the first to the last, doubled each time.
  private static final Duration FIRST_PAUSE = Duration.ofMillis(1);

  private static final Duration LAST_PAUSE = Duration.ofMillis(8);

  /// Rest while a producer writes the next record: it has interrupts off, or was interrupted
  /// itself.
  private static final long BUSY_PAUSE_NANOS = 50_000;

  private final long capacityBytes;
  private final Mapping consumerPage;
  private final Mapping producerPages;
  private final Epoll epoll;
  private final MemorySegment consumer;
  private final MemorySegment producer;
  private final MemorySegment data;
  private long consumed;
  private Duration pause = FIRST_PAUSE;

  private RingBufferReader(
      long capacityBytes, Mapping consumerPage, Mapping producerPages, Epoll epoll) {
    this.capacityBytes = capacityBytes;
    this.consumerPage = consumerPage;
    this.producerPages = producerPages;
    this.epoll = epoll;
    this.consumer = consumerPage.segment();
    this.producer = producerPages.segment();
    this.data = producer.asSlice(MemoryPages.SIZE_BYTES);
    this.consumed = (long) POSITION.getAcquire(consumer, 0L);
  }

  /// Opens the reader of a map. There must be one only.
  ///
  /// @param map of type RING_BUFFER; stays owned by the caller
  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel refuses
  public static RingBufferReader open(BpfMap map) {
    if (map.spec().type() != MapType.RING_BUFFER) {
      throw new IllegalArgumentException(map + " is no ring buffer");
    }
    var page = MemoryPages.SIZE_BYTES;
    var capacity = (long) map.spec().maxEntries();
    try (var opening = new CloseOnFailure()) {
      var consumer = opening.add(Mapping.of(map.descriptor(), 0, page, Mapping.Access.READ_WRITE));
      var producers =
          opening.add(Mapping.of(map.descriptor(), page, page + 2 * capacity, Mapping.Access.READ));
      var epoll = opening.add(Epoll.open());
      epoll.add(map.descriptor());
      return opening.done(new RingBufferReader(capacity, consumer, producers, epoll));
    }
  }

  /// Hands out the records that are there, without waiting.
  ///
  /// @return how many were handed out; discarded ones do not count
  public int drain(RecordConsumer records) {
    return drain(records, Integer.MAX_VALUE);
  }

  /// Hands out the records that are there, without waiting.
  ///
  /// If the consumer throws, the record it was given counts as consumed.
  ///
  /// @param limit how many at most
  /// @return how many were handed out; discarded ones do not count
  public int drain(RecordConsumer records, int limit) {
    var published = consumed;
    var count = 0;
    try {
      var produced = (long) POSITION.getAcquire(producer, 0L);
      while (count < limit && consumed < produced) {
        var at = consumed & (capacityBytes - 1);
        var header = (int) HEADER.getAcquire(data, at);
        if ((header & BUSY) != 0) {
          break;
        }
        var length = header & ~DISCARDED;
        consumed += HEADER_BYTES + roundUpToWord(length);
        if ((header & DISCARDED) == 0) {
          count++;
          records.accept(data, at + HEADER_BYTES, length);
        }
        if (consumed - published >= capacityBytes / PUBLICATIONS_PER_ROUND) {
          publish();
          published = consumed;
        }
      }
    } finally {
      if (consumed != published) {
        publish();
      }
    }
    return count;
  }

  /// Hands out the records that are there; if there are none, waits for some.
  ///
  /// The wait ends by a record, by [#wakeUp()] or with the time. Records submitted without wake-up
  /// are found within 8 ms.
  ///
  /// @return how many were handed out
  public int await(RecordConsumer records, Duration timeout) {
    var deadlineNanos = System.nanoTime() + timeout.toNanos();
    while (true) {
      var count = drain(records);
      if (count > 0) {
        pause = FIRST_PAUSE;
        return count;
      }
      var leftNanos = deadlineNanos - System.nanoTime();
      if (leftNanos <= 0) {
        return 0;
      }
      if (availableBytes() > 0) {
        LockSupport.parkNanos(Math.min(BUSY_PAUSE_NANOS, leftNanos));
      } else if (pauseUpTo(Duration.ofNanos(leftNanos)) && availableBytes() == 0) {
        return 0;
      }
    }
  }

  /// Ends the [#await(RecordConsumer, Duration)] that is going on, or the next one.
  public void wakeUp() {
    epoll.wakeUp();
  }

  /// The bytes produced and not yet consumed, headers included.
  public long availableBytes() {
    return (long) POSITION.getAcquire(producer, 0L) - consumed;
  }

  /// The size of the data area in bytes.
  public long capacityBytes() {
    return capacityBytes;
  }

  @Override
  public void close() {
    epoll.close();
    producerPages.close();
    consumerPage.close();
  }

  private void publish() {
    POSITION.setRelease(consumer, 0L, consumed);
  }

  /// Sleeps for the pause that is due.
  ///
  /// @return whether something woke it up
  private boolean pauseUpTo(Duration left) {
    var woken = epoll.await(pause.compareTo(left) < 0 ? pause : left);
    var doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LAST_PAUSE) < 0 ? doubled : LAST_PAUSE;
    return woken;
  }

  private static long roundUpToWord(int length) {
    return (length + 7L) & ~7L;
  }
}
