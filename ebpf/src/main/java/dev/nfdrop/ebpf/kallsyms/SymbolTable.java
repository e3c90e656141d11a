package dev.nfdrop.ebpf.kallsyms;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// All symbols, by name and by address. Immutable.
///
/// Addresses are sorted; a name is text in one array until somebody asks for the symbol. Some 30
/// bytes a symbol.
public final class SymbolTable implements Kallsyms {
  /// From the type to the name.
  private static final int NAME_AT = 2;

  private final long[] addresses;
  private final int[] starts;
  private final byte[] text;

  /// The entry of `addresses[i]` is at `text[starts[i]]`: type, space, name, perhaps a tab and the
  /// module in brackets, line feed.
  SymbolTable(long[] addresses, int[] starts, byte[] text) {
    this.addresses = addresses;
    this.starts = starts;
    this.text = text;
  }

  /// The number of symbols.
  public int size() {
    return addresses.length;
  }

  /// All symbols of that name, by ascending address: static functions of different files may share
  /// one.
  public List<Symbol> find(String name) {
    return find(name, _ -> true);
  }

  /// The symbols of that name that stand for code.
  public List<Symbol> findCode(String name) {
    return find(name, this::isCode);
  }

  /// The symbols that stand for code and whose names begin so.
  public List<Symbol> findCodeStarting(String prefix) {
    var wanted = prefix.getBytes(UTF_8);
    var found = new ArrayList<Symbol>();
    for (int i = 0; i < starts.length; i++) {
      if (begins(i, wanted) && isCode(i)) {
        found.add(symbol(i));
      }
    }
    return List.copyOf(found);
  }

  /// The symbols of that name in one module.
  public List<Symbol> findInModule(String name, String module) {
    return find(name, _ -> true).stream()
        .filter(symbol -> symbol.module().equals(Optional.of(module)))
        .toList();
  }

  private List<Symbol> find(String name, IntPredicate accepted) {
    var wanted = name.getBytes(UTF_8);
    var found = new ArrayList<Symbol>();
    for (int i = 0; i < starts.length; i++) {
      if (isNamed(i, wanted) && accepted.test(i)) {
        found.add(symbol(i));
      }
    }
    return List.copyOf(found);
  }

  /// The symbols that start at an address.
  public List<Symbol> at(long address) {
    return IntStream.range(firstAtOrAbove(addresses, address), size())
        .takeWhile(i -> addresses[i] == address)
        .mapToObj(this::symbol)
        .toList();
  }

  /// The nearest symbol at or below an address; of several aliases the first in the file. Absolute
  /// symbols, such as offsets into per-CPU areas, are not places and are passed over.
  public Optional<Location> nearest(long address) {
    return nearest(address, i -> !Symbol.isAbsolute(text[starts[i]]));
  }

  /// The nearest symbol for code at or below an address; of several aliases the first in the file.
  public Optional<Location> nearestCode(long address) {
    return nearest(address, this::isCode);
  }

  private Optional<Location> nearest(long address, IntPredicate accepted) {
    int i = firstAbove(address) - 1;
    while (i >= 0 && !accepted.test(i)) {
      i--;
    }
    if (i < 0) {
      return Optional.empty();
    }
    long start = addresses[i];
    int first =
        IntStream.range(firstAtOrAbove(addresses, start), i + 1)
            .filter(accepted)
            .findFirst()
            .orElse(i);
    var symbol = symbol(first);
    return Optional.of(new Location(symbol, address - start, end(symbol, accepted)));
  }

  /// Where an address lies: `offsetBytes` after the start of a symbol.
  ///
  /// @param endAddress the first address after the symbol, estimated by the next one in the same
  ///   module; empty for the last of a module, where the address may lie anywhere behind it
  public record Location(Symbol symbol, long offsetBytes, OptionalLong endAddress) {
    /// Whether the address is known to lie before the end.
    public boolean isInside() {
      return endAddress.isPresent()
          && Long.compareUnsigned(symbol.address() + offsetBytes, endAddress.getAsLong()) < 0;
    }
  }

  /// The size of a function in bytes, estimated by the next code symbol at a higher address, so
  /// with the padding after it and without its `.cold` part, which is a symbol of its own. Empty
  /// for the last function of the kernel image or of a module.
  public OptionalLong codeSizeBytes(Symbol function) {
    var end = end(function, this::isCode);
    return end.isPresent()
        ? OptionalLong.of(end.getAsLong() - function.address())
        : OptionalLong.empty();
  }

  private OptionalLong end(Symbol symbol, IntPredicate accepted) {
    return IntStream.range(firstAbove(symbol.address()), size())
        .filter(accepted)
        .limit(1)
        .filter(i -> symbol(i).module().equals(symbol.module()))
        .mapToLong(i -> addresses[i])
        .findFirst();
  }

  private int firstAbove(long address) {
    return address == -1 ? size() : firstAtOrAbove(addresses, address + 1);
  }

  /// The index of the first address that is not below the one given, all unsigned.
  static int firstAtOrAbove(long[] sorted, long address) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(sorted[middle], address) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private boolean isCode(int index) {
    return Symbol.isCode(text[starts[index]]);
  }

  private boolean isNamed(int index, byte[] wanted) {
    int end = starts[index] + NAME_AT + wanted.length;
    return begins(index, wanted) && (text[end] == '\n' || text[end] == '\t');
  }

  private boolean begins(int index, byte[] wanted) {
    int at = starts[index] + NAME_AT;
    for (byte each : wanted) {
      if (text[at] != each || each == '\n' || each == '\t') {
        return false;
      }
      at++;
    }
    return true;
  }

  private Symbol symbol(int index) {
    int start = starts[index];
    int end = start;
    int tab = -1;
    for (; text[end] != '\n'; end++) {
      if (text[end] == '\t' && tab < 0) {
        tab = end;
      }
    }
    int nameAt = start + NAME_AT;
    int nameEnd = tab < 0 ? end : tab;
    Optional<String> module =
        tab < 0 ? Optional.empty() : Optional.of(decode(tab + NAME_AT, end - 1));
    return new Symbol(decode(nameAt, nameEnd), addresses[index], (char) text[start], module);
  }

  private String decode(int from, int to) {
    return new String(text, from, to - from, UTF_8);
  }
}
