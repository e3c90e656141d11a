package dev.nfdrop.trace.record;

import static dev.nfdrop.ebpf.asm.JumpCondition.EQUAL;
import static dev.nfdrop.ebpf.asm.Register.R0;
import static dev.nfdrop.ebpf.asm.Register.R1;
import static dev.nfdrop.ebpf.asm.Register.R10;
import static dev.nfdrop.ebpf.asm.Register.R2;
import static dev.nfdrop.ebpf.asm.Size.U32;
import static dev.nfdrop.ebpf.asm.Size.U64;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.ebpf.asm.Helper;
import dev.nfdrop.ebpf.asm.Label;
import dev.nfdrop.ebpf.map.MapSpec;
import dev.nfdrop.trace.Drop.Cause;

/// The maps that every engine's programs share with user space.
public final class ProgramMaps {
  /// Drop records.
  static final String RING = "nfdrop_ring";

  /// What the programs count, a value for each CPU.
  static final String COUNTERS = "nfdrop_count";

  /// What the programs look up at each drop.
  static final String CONFIGURATION = "nfdrop_config";

  /// Where a program looks at a packet, for each CPU.
  static final String PACKET = "nfdrop_packet";

  /// What was counted by [CountKey], an [AmountFormat] for each CPU.
  static final String AMOUNTS = "nfdrop_amounts";

  /// More rules than these hardly drop anything on one machine; each costs 16 bytes a CPU.
  private static final int AMOUNT_KEYS = 8192;

  /// The inode of the only namespace to report, 0 for all; 32 bits.
  static final int NETNS_OFFSET = 0;

  /// Whether to record only what is selected, 0 or 1; 32 bits.
  static final int SELECT_OFFSET = 4;

  static final int CONFIGURATION_BYTES = 8;

  /// Holds the number of every cause.
  private static final int CAUSE_MASK = 7;

  private static final int RING_BYTES = 16 << 20;

  private ProgramMaps() {}

  /// What the programs count, in the order of the counters in memory.
  enum Counter {
    LOST(0),
    UNATTRIBUTED(8),
    /// By netfilter, whatever is known of it.
    FREED(16),
    /// Packets that live, with a verdict that is wanted.
    LIVING(24),
    /// For whose [CountKey] there was no room.
    OTHER_PACKETS(32),
    OTHER_BYTES(40);

    private final int offsetBytes;

    Counter(int offsetBytes) {
      this.offsetBytes = offsetBytes;
    }

    int offsetBytes() {
      return offsetBytes;
    }
  }

  /// Where the counter of a cause is, behind the others.
  static int offsetBytes(Cause cause) {
    return Counter.values().length * Long.BYTES + CauseCode.of(cause) * Long.BYTES;
  }

  static MapSpec ring() {
    return MapSpec.ringBuffer(RING, RING_BYTES);
  }

  static MapSpec counters() {
    return MapSpec.perCpuArray(
        COUNTERS, (Counter.values().length + CAUSE_MASK + 1) * Long.BYTES, 1);
  }

  static MapSpec configuration() {
    return MapSpec.array(CONFIGURATION, CONFIGURATION_BYTES, 1);
  }

  static MapSpec packet() {
    return MapSpec.perCpuArray(PACKET, PacketBuffer.SIZE, 1);
  }

  /// @param used whether anything is counted there
  static MapSpec amounts(boolean used) {
    return MapSpec.perCpuHash(AMOUNTS, CountKey.BYTES, AmountFormat.SIZE, used ? AMOUNT_KEYS : 1);
  }

  /// Emits code that counts one more.
  public static void countUnattributed(Assembler code) {
    count(code, Counter.UNATTRIBUTED);
  }

  static void count(Assembler code, Counter counter) {
    var missing = code.label("no counters");
    counters(code, missing);
    code.move(R1, 1).atomicAdd(U64, R0, counter.offsetBytes(), R1).bind(missing);
  }

  /// Emits code that adds the number in a slot of the frame.
  static void add(Assembler code, Counter counter, int slot) {
    var missing = code.label("no counters");
    counters(code, missing);
    code.load(U64, R1, R10, slot).atomicAdd(U64, R0, counter.offsetBytes(), R1).bind(missing);
  }

  /// Emits code that counts one more drop of the cause in [Frame#CAUSE].
  static void countCause(Assembler code) {
    var missing = code.label("no counters");
    counters(code, missing);
    code.load(U32, R1, R10, Frame.CAUSE)
        .and(R1, CAUSE_MASK)
        .shiftLeft(R1, Integer.numberOfTrailingZeros(Long.BYTES))
        .add(R0, R1)
        .move(R1, 1)
        .atomicAdd(U64, R0, Counter.values().length * Long.BYTES, R1)
        .bind(missing);
  }

  /// Leaves the address of this CPU's counters in R0.
  private static void counters(Assembler code, Label missing) {
    code.store(U32, R10, Frame.SCRATCH, 0)
        .loadMap(R1, COUNTERS)
        .move(R2, R10)
        .add(R2, Frame.SCRATCH)
        .call(Helper.MAP_LOOKUP_ELEM)
        .jumpIf(EQUAL, R0, 0, missing);
  }
}
