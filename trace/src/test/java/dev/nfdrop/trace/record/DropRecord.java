package dev.nfdrop.trace.record;

import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.Drop.Verdict;
import dev.nfdrop.trace.kernel.KernelLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/// Writes a raw drop record, as a program in the kernel would.
public final class DropRecord {
  /// Records lie somewhere in a ring buffer, not at its start.
  private static final int BEFORE = 24;

  private final MemorySegment ring = MemorySegment.ofArray(new byte[BEFORE + RecordFormat.SIZE]);

  public DropRecord cause(Cause cause) {
    return u16(RecordFormat.CAUSE, CauseCode.of(cause));
  }

  public DropRecord verdict(Verdict verdict) {
    return u16(RecordFormat.VERDICT, VerdictCode.of(verdict));
  }

  /// In nanoseconds of CLOCK_MONOTONIC.
  public DropRecord time(long nanos) {
    return u64(RecordFormat.TIME, nanos);
  }

  public DropRecord length(int bytes) {
    return u32(RecordFormat.LENGTH, bytes);
  }

  public DropRecord rule(long handle) {
    return u64(RecordFormat.RULE_HANDLE, handle);
  }

  public DropRecord table(String name, long handle) {
    return u64(RecordFormat.TABLE_HANDLE, handle).name(RecordFormat.TABLE_NAME, name);
  }

  public DropRecord chain(String name, long handle) {
    return u64(RecordFormat.CHAIN_HANDLE, handle).name(RecordFormat.CHAIN_NAME, name);
  }

  public DropRecord baseChain(String name, long handle) {
    return u64(RecordFormat.BASE_CHAIN_HANDLE, handle).name(RecordFormat.BASE_CHAIN_NAME, name);
  }

  public DropRecord jumps(RawJump... jumps) {
    u32(RecordFormat.JUMPS_TOLD, jumps.length + 1);
    for (int i = 0; i < jumps.length; i++) {
      u64(RecordFormat.JUMPS + i * Long.BYTES, jumps[i].kind().bits() | jumps[i].handle());
    }
    return this;
  }

  private DropRecord name(int field, String name) {
    return text(field, name + '\0');
  }

  /// Writes text without an end.
  DropRecord text(int field, String text) {
    return bytes(field, text.getBytes(StandardCharsets.UTF_8));
  }

  DropRecord bytes(int field, byte[] bytes) {
    MemorySegment.copy(bytes, 0, ring, ValueLayout.JAVA_BYTE, BEFORE + field, bytes.length);
    return this;
  }

  DropRecord u16(int field, int value) {
    ring.set(ValueLayout.JAVA_SHORT_UNALIGNED, BEFORE + field, (short) value);
    return this;
  }

  DropRecord u32(int field, int value) {
    ring.set(ValueLayout.JAVA_INT_UNALIGNED, BEFORE + field, value);
    return this;
  }

  DropRecord u64(int field, long value) {
    ring.set(ValueLayout.JAVA_LONG_UNALIGNED, BEFORE + field, value);
    return this;
  }

  /// A view of the record.
  public RecordedDrop view(KernelLayout layout) {
    return view(layout, RecordFormat.SIZE);
  }

  /// A view of a record that claims to have that many bytes.
  RecordedDrop view(KernelLayout layout, int length) {
    var view = new RecordedDrop(layout);
    view.at(ring, BEFORE, length);
    return view;
  }
}
