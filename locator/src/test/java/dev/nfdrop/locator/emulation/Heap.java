package dev.nfdrop.locator.emulation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Memory for objects, which are only ever added. What nobody wrote is poison.
final class Heap {
  private static final byte POISON = 0x6b;
  private static final int ALIGNMENT = 64;

  private final long address;
  private final byte[] bytes;
  private final ByteBuffer content;
  private int next;

  Heap(long address, int size) {
    this.address = address;
    this.bytes = new byte[size];
    this.content = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    clear();
  }

  void clear() {
    Arrays.fill(bytes, POISON);
    next = 0;
  }

  /// The address of a new object.
  long allocate(int size) {
    long object = address + next;
    next += (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (next > bytes.length) {
      throw new IllegalStateException("the heap is full");
    }
    return object;
  }

  /// A new object whose words are all the same.
  long filled(int size, long word) {
    long object = allocate(size);
    for (int at = 0; at < size; at += Long.BYTES) {
      putLong(object + at, word);
    }
    return object;
  }

  void putByte(long at, int value) {
    content.put(index(at), (byte) value);
  }

  void putInt(long at, int value) {
    content.putInt(index(at), value);
  }

  void putLong(long at, long value) {
    content.putLong(index(at), value);
  }

  void writeTo(Unicorn processor) {
    processor.write(address, bytes);
  }

  private int index(long at) {
    return Math.toIntExact(at - address);
  }
}
