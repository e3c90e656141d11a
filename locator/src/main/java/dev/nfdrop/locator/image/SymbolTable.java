package dev.nfdrop.locator.image;

import dev.nfdrop.locator.machine.Symbols;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The symbols of an image, in the order of the file, since relocations count them.
final class SymbolTable implements Symbols {
  private static final int SYMBOL_BYTES = 24;
  private static final int SHN_LORESERVE = 0xff00;

  private final List<Symbol> symbols;
  private final Map<Long, String> functions = new HashMap<>();

  private SymbolTable(List<Symbol> symbols) {
    this.symbols = symbols;
    for (var symbol : symbols) {
      if (symbol.defined() && symbol.type() == Symbol.Type.FUNCTION) {
        functions.merge(
            symbol.address(), symbol.name(), (old, name) -> symbol.global() ? name : old);
      }
    }
  }

  static SymbolTable read(ElfHeaders headers, Bytes table, Bytes names) {
    if (table.size() % SYMBOL_BYTES != 0) {
      throw table.wrong(0, table.size() + " bytes", "a multiple of " + SYMBOL_BYTES);
    }
    var symbols = new ArrayList<Symbol>(table.size() / SYMBOL_BYTES);
    for (int at = 0; at < table.size(); at += SYMBOL_BYTES) {
      symbols.add(symbol(headers, table, names, at));
    }
    return new SymbolTable(symbols);
  }

  private static Symbol symbol(ElfHeaders headers, Bytes table, Bytes names, int at) {
    int info = table.unsignedByte(at + 4L);
    var type = Symbol.Type.of(info);
    int section = table.unsignedShort(at + 6L);
    long value = table.signedLong(at + 8L);
    if (section >= SHN_LORESERVE) {
      section = Symbol.ABSOLUTE;
    } else if (section >= headers.sections().size()) {
      throw table.wrong(at + 6L, "section " + section, "one of " + headers.sections().size());
    }
    var home = section > Symbol.UNDEFINED ? headers.sections().get(section) : null;
    var name =
        type == Symbol.Type.SECTION && home != null
            ? home.name()
            : names.size() == 0 ? "" : names.string(table.unsignedInt(at));
    long base = headers.relocatable() && home != null ? home.address() : 0;
    return new Symbol(
        name,
        type,
        info >>> 4 != 0,
        section == Symbol.UNDEFINED ? 0 : base + value,
        table.signedLong(at + 16L),
        section);
  }

  List<Symbol> all() {
    return symbols;
  }

  /// The defined symbols of a name; local ones may share it.
  List<Symbol> named(String name) {
    return symbols.stream()
        .filter(symbol -> symbol.name().equals(name))
        .filter(symbol -> symbol.defined() && symbol.type() != Symbol.Type.SECTION)
        .toList();
  }

  @Override
  public Optional<String> functionAt(long address) {
    return Optional.ofNullable(functions.get(address));
  }
}
