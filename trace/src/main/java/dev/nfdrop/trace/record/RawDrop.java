package dev.nfdrop.trace.record;

import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.kernel.KernelLayout;
import dev.nfdrop.trace.packet.CapturedPacket;
import dev.nfdrop.trace.packet.CapturedPacket.OffloadedVlan;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/// A view of one raw drop record, moved from record to record; see [RecordFormat].
///
/// Not safe for use by several threads, and valid only while the ring buffer's callback runs.
public final class RawDrop {
  private final KernelLayout layout;
  private MemorySegment data = MemorySegment.NULL;
  private long base;

  /// @param layout of the kernel that writes the records
  public RawDrop(KernelLayout layout) {
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

  /// Nanoseconds of CLOCK_MONOTONIC.
  public long monotonicNanos() {
    return u64(RecordFormat.TIME);
  }

  public Cause cause() {
    return CauseCode.cause(u16(RecordFormat.CAUSE));
  }

  /// Means something only where a rule is the cause.
  public long ruleHandle() {
    return u64(RecordFormat.RULE_HANDLE);
  }

  public long tableHandle() {
    return u64(RecordFormat.TABLE_HANDLE);
  }

  /// The chain that holds the rule; 0 where the kernel does not say.
  public long chainHandle() {
    return u64(RecordFormat.CHAIN_HANDLE);
  }

  public long baseChainHandle() {
    return u64(RecordFormat.BASE_CHAIN_HANDLE);
  }

  /// The `NFPROTO_` number of the table's family.
  public int family() {
    return (int) layout.table().family().bits().of(i32(RecordFormat.FAMILY_WORD));
  }

  /// The number of the hook in its family.
  public int hook() {
    return i32(RecordFormat.HOOK);
  }

  public int priority() {
    return i32(RecordFormat.PRIORITY);
  }

  public long netnsInode() {
    return Integer.toUnsignedLong(i32(RecordFormat.NETNS));
  }

  /// `skb->len` in bytes.
  public int length() {
    return i32(RecordFormat.LENGTH);
  }

  /// `skb->mark`, unsigned.
  public int mark() {
    return i32(RecordFormat.MARK);
  }

  /// 0 where there is none.
  public int inIndex() {
    return i32(RecordFormat.IN_INDEX);
  }

  /// 0 where there is none.
  public int outIndex() {
    return i32(RecordFormat.OUT_INDEX);
  }

  public String inName() {
    return text(RecordFormat.IN_NAME, RecordFormat.INTERFACE_NAME_BYTES);
  }

  public String outName() {
    return text(RecordFormat.OUT_NAME, RecordFormat.INTERFACE_NAME_BYTES);
  }

  public String tableName() {
    return text(RecordFormat.TABLE_NAME, RecordFormat.NAME_BYTES);
  }

  /// Empty where the kernel does not say which chain holds the rule.
  public String chainName() {
    return text(RecordFormat.CHAIN_NAME, RecordFormat.NAME_BYTES);
  }

  public String baseChainName() {
    return text(RecordFormat.BASE_CHAIN_NAME, RecordFormat.NAME_BYTES);
  }

  /// The packet's first bytes, and what `struct sk_buff` says of them.
  public CapturedPacket packet() {
    var start = i32(RecordFormat.CAPTURE_START);
    var mac = u16(RecordFormat.MAC_HEADER);
    return new CapturedPacket(
        data,
        base + RecordFormat.CAPTURE,
        Math.clamp(i32(RecordFormat.CAPTURE_LENGTH), 0, RecordFormat.CAPTURE_BYTES),
        Short.toUnsignedInt(Short.reverseBytes((short) u16(RecordFormat.PROTOCOL))),
        mac == start && mac != u16(RecordFormat.NETWORK_HEADER) ? 0 : CapturedPacket.UNSET,
        u16(RecordFormat.NETWORK_HEADER) - start,
        i32(RecordFormat.DATA) - start,
        new OffloadedVlan(vlanPresent(), u16(RecordFormat.VLAN_TAG)),
        length());
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
