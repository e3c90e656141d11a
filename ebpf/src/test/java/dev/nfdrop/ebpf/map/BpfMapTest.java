package dev.nfdrop.ebpf.map;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nfdrop.ebpf.sys.KernelException;
import dev.nfdrop.ebpf.sys.Mapping;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class BpfMapTest {
  @Test
  void anArrayStartsWithZerosAndKeepsWhatIsWritten() {
    try (var map = MapSpec.array("table", 8, 4).create();
        var arena = Arena.ofConfined()) {
      assertThat(map.lookup(3).orElseThrow().get(JAVA_LONG, 0)).isZero();
      map.update(arena.allocateFrom(JAVA_INT, 3), arena.allocateFrom(JAVA_LONG, 7919));
      assertThat(map.lookup(3).orElseThrow().get(JAVA_LONG, 0)).isEqualTo(7919);
      assertThat(map.lookup(4)).isEmpty();
      assertThat(map.entries()).hasSize(4);
    }
  }

  @Test
  void anArrayElementCannotBeDeleted() {
    try (var map = MapSpec.array("table", 8, 4).create();
        var arena = Arena.ofConfined()) {
      assertThatThrownBy(() -> map.delete(arena.allocateFrom(JAVA_INT, 3)))
          .isInstanceOf(KernelException.class)
          .hasMessageStartingWith("bpf(BPF_MAP_DELETE_ELEM) of map table: EINVAL");
    }
  }

  @Test
  void aHashTableFindsUpdatesAndForgets() {
    try (var map = MapSpec.hash("rules", 16, 4, 8).create();
        var arena = Arena.ofConfined()) {
      var key = arena.allocateFrom(JAVA_LONG, 0xffff888100004242L, 51713);
      var value = arena.allocateFrom(JAVA_INT, 1);
      assertThat(map.lookup(key, value)).isFalse();
      map.update(key, arena.allocateFrom(JAVA_INT, 7919));
      assertThat(map.lookup(key, value)).isTrue();
      assertThat(value.get(JAVA_INT, 0)).isEqualTo(7919);
      assertThat(map.delete(key)).isTrue();
      assertThat(map.delete(key)).isFalse();
      assertThat(map.entries()).isEmpty();
    }
  }

  @Test
  void allEntriesOfAHashTableAreCopied() {
    try (var map = MapSpec.hash("rules", 8, 8, 1000).create();
        var arena = Arena.ofConfined()) {
      for (var i = 0L; i < 700; i++) {
        map.update(arena.allocateFrom(JAVA_LONG, i), arena.allocateFrom(JAVA_LONG, i * i));
      }
      var entries = map.entries();
      assertThat(entries).hasSize(700);
      assertThat(entries)
          .allSatisfy(entry -> {
            var key = entry.key().get(JAVA_LONG, 0);
            assertThat(entry.value().get(JAVA_LONG, 0)).isEqualTo(key * key);
          });
    }
  }

  @Test
  void aFullHashTableRefusesMore() {
    try (var map = MapSpec.hash("small", 4, 4, 1).create();
        var arena = Arena.ofConfined()) {
      var value = arena.allocateFrom(JAVA_INT, 0);
      map.update(arena.allocateFrom(JAVA_INT, 1), value);
      assertThatThrownBy(() -> map.update(arena.allocateFrom(JAVA_INT, 2), value))
          .hasMessageStartingWith("bpf(BPF_MAP_UPDATE_ELEM) of map small: E2BIG");
    }
  }

  @Test
  void anLruHashTableMakesRoom() {
    try (var map = MapSpec.lruHash("recent", 4, 4, 64).create();
        var arena = Arena.ofConfined()) {
      for (var i = 0; i < 1000; i++) {
        map.update(arena.allocateFrom(JAVA_INT, i), arena.allocateFrom(JAVA_INT, i));
      }
      assertThat(map.entries()).isNotEmpty().hasSizeLessThanOrEqualTo(64);
    }
  }

  @Test
  void perCpuMapsHaveAValueForEachPossibleCpu() {
    for (var spec :
        new MapSpec[] {
          MapSpec.perCpuArray("totals", 12, 2), MapSpec.perCpuHash("totals", 4, 12, 2)
        }) {
      try (var map = spec.create();
          var arena = Arena.ofConfined()) {
        var slots = (int) map.bufferBytes() / 16;
        assertThat(slots).isGreaterThanOrEqualTo(Runtime.getRuntime().availableProcessors());
        var values = arena.allocate(map.bufferBytes(), 8);
        for (var cpu = 0; cpu < slots; cpu++) {
          values.set(JAVA_LONG, cpu * 16L, 100 + cpu);
        }
        map.update(arena.allocateFrom(JAVA_INT, 1), values);
        var found = map.lookup(1).orElseThrow();
        assertThat(map.sumOverCpus(found, 0)).isEqualTo(100L * slots + slots * (slots - 1L) / 2);
      }
    }
  }

  @Test
  void cpuListsAreCounted() {
    assertThat(PossibleCpus.count("0\n")).isEqualTo(1);
    assertThat(PossibleCpus.count("0-127\n")).isEqualTo(128);
    assertThat(PossibleCpus.count("0-3,5,8-9\n")).isEqualTo(7);
  }

  @Test
  void aMappedArrayShowsWhatTheMapHolds() {
    try (var map = MapSpec.mappableArray("settings", 12, 3).create();
        var arena = Arena.ofConfined();
        var values = map.mapValues(Mapping.Access.READ_WRITE)) {
      values.segment().set(JAVA_INT, 16, 4242);
      assertThat(map.lookup(1).orElseThrow().get(JAVA_INT, 0)).isEqualTo(4242);
      map.update(arena.allocateFrom(JAVA_INT, 2), arena.allocateFrom(JAVA_INT, 1, 2, 3));
      assertThat(values.segment().get(JAVA_INT, 40)).isEqualTo(3);
    }
  }

  @Test
  void aMappingThatIsClosedCannotBeReadAnyMore() {
    try (var map = MapSpec.mappableArray("settings", 8, 1).create()) {
      var values = map.mapValues(Mapping.Access.READ);
      assertThat(values.segment().isReadOnly()).isTrue();
      values.close();
      values.close();
      assertThatThrownBy(() -> values.segment().get(JAVA_LONG, 0))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aFrozenMapCannotBeWritten() {
    try (var map = MapSpec.array("constants", 4, 1).create();
        var arena = Arena.ofConfined()) {
      map.freeze();
      var zero = arena.allocateFrom(JAVA_INT, 0);
      assertThatThrownBy(() -> map.update(zero, zero))
          .hasMessageStartingWith("bpf(BPF_MAP_UPDATE_ELEM) of map constants: EPERM");
    }
  }

  @Test
  void buffersThatTheKernelWouldOverrunAreRefused() {
    try (var map = MapSpec.hash("rules", 16, 8, 8).create();
        var arena = Arena.ofConfined()) {
      var value = arena.allocate(8);
      assertThatThrownBy(() -> map.lookup(arena.allocate(15), value))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("key of map rules");
      assertThatThrownBy(() -> map.lookup(arena.allocate(16), arena.allocate(7)))
          .hasMessageContaining("value of map rules");
      assertThatThrownBy(() -> map.lookup(MemorySegment.ofArray(new byte[16]), value))
          .hasMessageContaining("not native memory of 16 bytes");
    }
  }

  @Test
  void specsThatNoKernelAcceptsAreRefused() {
    assertThatThrownBy(() -> MapSpec.ringBuffer("events", 3 * 4096))
        .hasMessage("RING_BUFFER events of size 12288");
    assertThatThrownBy(() -> MapSpec.array("much too long for it", 8, 1))
        .hasMessageContaining("does not name a BPF object");
    assertThatThrownBy(() -> MapSpec.hash("empty", 0, 8, 1))
        .hasMessage("HASH empty with keys of 0 and values of 8 bytes");
    assertThatThrownBy(() -> MapSpec.ringBuffer("events", 64).create())
        .isInstanceOf(KernelException.class)
        .hasMessageContaining("64 bytes are no multiple of the page size");
  }
}
