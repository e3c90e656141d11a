package dev.nfdrop.trace.attribute;

import dev.nfdrop.ebpf.kallsyms.Kallsyms;
import dev.nfdrop.ebpf.kallsyms.Symbol;
import dev.nfdrop.ebpf.kallsyms.SymbolTable;
import dev.nfdrop.trace.Drop.HookFunction;
import dev.nfdrop.trace.record.RawDrop.Freed;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Names of the kernel's functions that drop packets. The symbols are read when the first drop
/// needs them, and again for a function of a module that was loaded later.
final class HookFunctions {
  /// Frees packets for whichever function it has called, so that its own name says nothing.
  private static final String CALLER = "nf_hook_slow";

  /// Reading all symbols takes a good part of a second.
  private static final Duration REREAD = Duration.ofSeconds(10);

  private final Map<Freed, HookFunction> known = new HashMap<>();
  private Optional<SymbolTable> symbols = Optional.empty();
  private long readNanos;

  /// The function that decided; empty where that is not known.
  Optional<HookFunction> of(Freed freed) {
    var name = Optional.ofNullable(known.get(freed)).or(() -> find(freed));
    name.ifPresent(found -> known.put(freed, found));
    return name;
  }

  private Optional<HookFunction> find(Freed freed) {
    var inside = freed.function() != 0 ? freed.function() : freed.at() - 1; // in the call itself
    if (symbols.flatMap(table -> function(table, inside)).isEmpty() && mayRead()) {
      read();
    }
    return symbols
        .flatMap(table -> function(table, inside))
        .filter(symbol -> freed.function() == 0 || symbol.address() == freed.function())
        .filter(symbol -> freed.function() != 0 || !isCaller(symbol))
        .map(symbol -> new HookFunction(symbol.name(), symbol.module()));
  }

  private static Optional<Symbol> function(SymbolTable table, long address) {
    return table
        .nearestCode(address)
        .filter(SymbolTable.Location::isInside)
        .map(SymbolTable.Location::symbol);
  }

  private static boolean isCaller(Symbol symbol) {
    return symbol.name().equals(CALLER) || symbol.name().startsWith(CALLER + ".");
  }

  private boolean mayRead() {
    return symbols.isEmpty() || System.nanoTime() - readNanos > REREAD.toNanos();
  }

  private void read() {
    readNanos = System.nanoTime();
    if (Kallsyms.read(Kallsyms.PROC) instanceof SymbolTable table) {
      symbols = Optional.of(table);
    }
  }
}
