package dev.nfdrop.ebpf.kallsyms;

import java.util.Arrays;

/// Collects symbols in the order they come and makes a table sorted by address.
final class SymbolCollector implements SymbolLines.Sink {
  private static final int INITIAL_SYMBOLS = 1 << 12;
  private static final int INITIAL_TEXT_BYTES = 1 << 17;

  /// Ten times what a large kernel with all modules has.
  private static final int MAX_TEXT_BYTES = 1 << 27;

  /// From the type to the name.
  private static final int NAME_AT = 2;

  private long[] addresses = new long[INITIAL_SYMBOLS];
  private int[] starts = new int[INITIAL_SYMBOLS];
  private byte[] text = new byte[INITIAL_TEXT_BYTES];
  private int count;
  private int textBytes;
  private long allAddresses;

  @Override
  public void symbol(long address, byte[] bytes, int from, int to) {
    if (isMarker(bytes, from + NAME_AT, to)) {
      return;
    }
    makeRoom(to - from + 1);
    addresses[count] = address;
    starts[count] = textBytes;
    count++;
    allAddresses |= address;
    System.arraycopy(bytes, from, text, textBytes, to - from);
    textBytes += to - from;
    text[textBytes++] = '\n';
  }

  /// Whether a name only marks a place inside a function: `is_mapping_symbol`,
  /// include/linux/module_symbol.h. Modules of arm64 kernels have many `$x` and `$d`.
  private static boolean isMarker(byte[] bytes, int from, int to) {
    if (to - from < 2) {
      return false;
    }
    return switch (bytes[from]) {
      case '.' -> bytes[from + 1] == 'L';
      case '$' ->
          "adtx".indexOf(bytes[from + 1]) >= 0
              && (to - from == 2 || bytes[from + 2] == '.' || bytes[from + 2] == '\t');
      default -> false;
    };
  }

  private void makeRoom(int moreBytes) {
    if (count == addresses.length) {
      addresses = Arrays.copyOf(addresses, count * 2);
      starts = Arrays.copyOf(starts, count * 2);
    }
    if (textBytes + moreBytes > text.length) {
      if (text.length >= MAX_TEXT_BYTES) {
        throw new IllegalStateException("symbol names of more than " + MAX_TEXT_BYTES + " bytes");
      }
      text = Arrays.copyOf(text, text.length * 2);
    }
  }

  boolean isEmpty() {
    return count == 0;
  }

  boolean allAddressesZero() {
    return allAddresses == 0;
  }

  SymbolTable table() {
    var sorted = Arrays.copyOf(addresses, count);
    var sortedStarts = Arrays.copyOf(starts, count);
    if (!isAscending(sorted)) {
      sortUnsigned(sorted);
      sortedStarts = startsInOrderOf(sorted);
    }
    return new SymbolTable(sorted, sortedStarts, Arrays.copyOf(text, textBytes));
  }

  private static boolean isAscending(long[] values) {
    for (int i = 1; i < values.length; i++) {
      if (Long.compareUnsigned(values[i - 1], values[i]) > 0) {
        return false;
      }
    }
    return true;
  }

  private static void sortUnsigned(long[] values) {
    flipSigns(values);
    Arrays.sort(values);
    flipSigns(values);
  }

  private static void flipSigns(long[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] ^= Long.MIN_VALUE;
    }
  }

  // Symbols that share an address keep their order: each takes the next free place of that address.
  private int[] startsInOrderOf(long[] sorted) {
    var result = new int[count];
    var taken = new int[count];
    for (int i = 0; i < count; i++) {
      int first = SymbolTable.firstAtOrAbove(sorted, addresses[i]);
      result[first + taken[first]++] = starts[i];
    }
    return result;
  }
}
