package dev.nfdrop.trace.record;

import dev.nfdrop.trace.Conntrack;
import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.Drop.Verdict;
import dev.nfdrop.trace.PacketType;
import dev.nfdrop.trace.kernel.KernelLayout;
import dev.nfdrop.trace.packet.CapturedPacket;
import dev.nfdrop.trace.packet.CapturedPacket.OffloadedVlan;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// A view of one record that a program wrote, moved from record to record; see [RecordFormat].
///
/// Not safe for use by several threads, and valid only while the ring buffer's callback runs.
public final class RecordedDrop implements RawDrop {
  private final KernelLayout layout;
  private MemorySegment data = MemorySegment.NULL;
  private long base;
  private boolean jumpsIgnored;

  /// @param layout of the kernel that writes the records
  public RecordedDrop(KernelLayout layout) {
    this.layout = layout;
  }

  /// Moves the view.
  ///
  /// @throws IllegalArgumentException if no whole record can lie there
  public void at(MemorySegment ring, long offset, int length) {
    if (length < RecordFormat.SIZE) {
      throw new IllegalArgumentException(
          "drop record of %d bytes instead of %d".formatted(length, RecordFormat.SIZE));
    }
    data = ring;
    base = offset;
  }

  @Override
  public long monotonicNanos() {
    return u64(RecordFormat.TIME);
  }

  @Override
  public Cause cause() {
    return CauseCode.cause(u16(RecordFormat.CAUSE));
  }

  @Override
  public Verdict verdict() {
    return VerdictCode.verdict(u16(RecordFormat.VERDICT));
  }

  @Override
  public long ruleHandle() {
    return u64(RecordFormat.RULE_HANDLE);
  }

  @Override
  public long tableHandle() {
    return u64(RecordFormat.TABLE_HANDLE);
  }

  @Override
  public long chainHandle() {
    return u64(RecordFormat.CHAIN_HANDLE);
  }

  @Override
  public long baseChainHandle() {
    return u64(RecordFormat.BASE_CHAIN_HANDLE);
  }

  @Override
  public int family() {
    return (int) layout.table().family().bits().of(i32(RecordFormat.FAMILY_WORD));
  }

  @Override
  public int hook() {
    return i32(RecordFormat.HOOK);
  }

  @Override
  public int priority() {
    return i32(RecordFormat.PRIORITY);
  }

  @Override
  public long netnsInode() {
    return Integer.toUnsignedLong(i32(RecordFormat.NETNS));
  }

  @Override
  public int netnsCookie() {
    return i32(RecordFormat.NETNS_COOKIE);
  }

  @Override
  public OptionalInt length() {
    return OptionalInt.of(i32(RecordFormat.LENGTH));
  }

  @Override
  public int mark() {
    return i32(RecordFormat.MARK);
  }

  @Override
  public OptionalInt packetPriority() {
    return OptionalInt.of(i32(RecordFormat.PACKET_PRIORITY));
  }

  @Override
  public Optional<PacketType> packetType() {
    var bits = layout.skb().packetType().bits();
    return PacketType.of((int) bits.of(i32(RecordFormat.PACKET_TYPE_WORD)));
  }

  @Override
  public Optional<Sender> sender() {
    return i32(RecordFormat.SENDER) == RecordFormat.SENDER_IS_USER
        ? Optional.of(new Sender(i32(RecordFormat.SENDER_USER), process()))
        : Optional.empty();
  }

  @Override
  public Optional<Conntrack> conntrack() {
    return new RecordedConntrack(data, base).read();
  }

  @Override
  public boolean hasNoConnection() {
    return i32(RecordFormat.CONNTRACK_ENTRY) == RecordFormat.CONNTRACK_IS_NONE
        && conntrack().isEmpty();
  }

  private Optional<SendingProcess> process() {
    int pid = i32(RecordFormat.SENDER_PROCESS);
    return pid == 0
        ? Optional.empty()
        : Optional.of(
            new SendingProcess(
                pid,
                text(RecordFormat.SENDER_NAME, RecordFormat.TASK_NAME_BYTES),
                u64(RecordFormat.SENDER_CGROUP)));
  }

  @Override
  public int inIndex() {
    return i32(RecordFormat.IN_INDEX);
  }

  @Override
  public int outIndex() {
    return i32(RecordFormat.OUT_INDEX);
  }

  @Override
  public String inName() {
    return text(RecordFormat.IN_NAME, RecordFormat.INTERFACE_NAME_BYTES);
  }

  @Override
  public String outName() {
    return text(RecordFormat.OUT_NAME, RecordFormat.INTERFACE_NAME_BYTES);
  }

  @Override
  public String tableName() {
    return text(RecordFormat.TABLE_NAME, RecordFormat.NAME_BYTES);
  }

  @Override
  public String chainName() {
    return text(RecordFormat.CHAIN_NAME, RecordFormat.NAME_BYTES);
  }

  @Override
  public String baseChainName() {
    return text(RecordFormat.BASE_CHAIN_NAME, RecordFormat.NAME_BYTES);
  }

  @Override
  public Optional<Freed> freed() {
    return cause() == Cause.HOOK
        ? Optional.of(new Freed(u64(RecordFormat.FUNCTION), u64(RecordFormat.FREED_AT)))
        : Optional.empty();
  }

  @Override
  public Optional<List<RawJump>> jumps() {
    int told = i32(RecordFormat.JUMPS_TOLD);
    if (jumpsIgnored || told <= 0 || told > RecordFormat.MAX_JUMPS + 1) {
      return Optional.empty();
    }
    var jumps = new ArrayList<RawJump>(told - 1);
    for (int i = 0; i < told - 1; i++) {
      jumps.add(RawJump.of(u64(RecordFormat.JUMPS + i * Long.BYTES)));
    }
    return Optional.of(jumps);
  }

  /// Tells of no jumps any more.
  void ignoreJumps() {
    jumpsIgnored = true;
  }

  @Override
  public CapturedPacket packet() {
    var start = i32(RecordFormat.CAPTURE_START);
    var mac = u16(RecordFormat.MAC_HEADER);
    return new CapturedPacket(
        data,
        base + RecordFormat.CAPTURE,
        Math.clamp(i32(RecordFormat.CAPTURE_LENGTH), 0, RecordFormat.CAPTURE_BYTES),
        etherType(RecordFormat.PROTOCOL),
        mac == start && mac != u16(RecordFormat.NETWORK_HEADER) ? 0 : CapturedPacket.UNSET,
        u16(RecordFormat.NETWORK_HEADER) - start,
        i32(RecordFormat.DATA) - start,
        new OffloadedVlan(
            vlanPresent(), etherType(RecordFormat.VLAN_PROTOCOL), u16(RecordFormat.VLAN_TAG)),
        i32(RecordFormat.LENGTH));
  }

  /// Since 6.2 a tag is there exactly if its protocol is.
  private boolean vlanPresent() {
    return layout
        .skb()
        .vlanPresent()
        .map(present -> present.bits().of(u16(RecordFormat.VLAN_PRESENT_WORD)) != 0)
        .orElseGet(() -> u16(RecordFormat.VLAN_PROTOCOL) != 0);
  }

  private String text(int field, int bytes) {
    var length = 0;
    while (length < bytes && data.get(ValueLayout.JAVA_BYTE, base + field + length) != 0) {
      length++;
    }
    var text = new byte[length];
    MemorySegment.copy(data, ValueLayout.JAVA_BYTE, base + field, text, 0, length);
    return new String(text, StandardCharsets.UTF_8);
  }

  /// The record has it in network byte order.
  private int etherType(int field) {
    return Short.toUnsignedInt(Short.reverseBytes((short) u16(field)));
  }

  private int u16(int field) {
    return Short.toUnsignedInt(data.get(ValueLayout.JAVA_SHORT_UNALIGNED, base + field));
  }

  private int i32(int field) {
    return data.get(ValueLayout.JAVA_INT_UNALIGNED, base + field);
  }

  private long u64(int field) {
    return data.get(ValueLayout.JAVA_LONG_UNALIGNED, base + field);
  }
}
