package dev.nfdrop.locator.emulation;

import dev.nfdrop.locator.image.KernelImage;
import dev.nfdrop.locator.image.Section;
import dev.nfdrop.locator.image.Symbol;
import dev.nfdrop.locator.machine.Architecture;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A module in a processor's memory as the kernel's loader would put it there: relocations applied,
/// static keys off, no alternative chosen. What it needs from elsewhere is a [Stubs#function].
final class LoadedModule {
  private static final long EXTERNAL = 0x0400_0000L;
  private static final int EXTERNAL_BYTES = 1 << 16;
  private static final int STUB_BYTES = 32;
  private static final int PAGE = 4096;

  private final Architecture architecture;
  private final List<Symbol> symbols;
  private final Map<String, Long> externals = new HashMap<>();
  private final byte[] stubs = new byte[EXTERNAL_BYTES];

  /// @param replaced bytes that lie at an address of the image, in place of its own
  LoadedModule(Unicorn processor, KernelImage image, Map<Long, byte[]> replaced) {
    architecture = image.architecture();
    symbols = image.symbols();
    for (var section : image.sections()) {
      if (section.allocated() && section.type() == Section.Type.PROGRAM && section.size() > 0) {
        processor.map(section.address(), Math.ceilDiv((int) section.size(), PAGE) * PAGE, true);
        processor.write(section.address(), content(image, section, replaced));
      }
    }
    processor.map(EXTERNAL, EXTERNAL_BYTES, true);
    processor.write(EXTERNAL, stubs);
  }

  /// The address of a function or an object, be it in the module or elsewhere.
  long address(String symbol) {
    return symbols.stream()
        .filter(candidate -> candidate.name().equals(symbol))
        .mapToLong(this::address)
        .findFirst()
        .orElseThrow();
  }

  /// Whether the module uses a name at all.
  boolean knows(String symbol) {
    return symbols.stream().anyMatch(candidate -> candidate.name().equals(symbol));
  }

  private long address(Symbol symbol) {
    return symbol.defined()
        ? symbol.address()
        : externals.computeIfAbsent(symbol.name(), this::external);
  }

  private long external(String name) {
    int at = externals.size() * STUB_BYTES;
    var stub = Stubs.function(architecture, name);
    System.arraycopy(stub, 0, stubs, at, stub.length);
    return EXTERNAL + at;
  }

  private byte[] content(KernelImage image, Section section, Map<Long, byte[]> replaced) {
    var content = image.content(section);
    replaced.forEach((address, bytes) -> {
      long offset = address - section.address();
      if (offset >= 0 && offset < section.size()) {
        ByteBuffer.wrap(content).put((int) offset, bytes);
      }
    });
    var relocations = new Relocations(architecture, index -> address(symbols.get(index)));
    if (section.executable()) {
      image.sections().stream()
          .filter(s -> s.type() == Section.Type.RELOCATIONS && s.info() == section.index())
          .forEach(table -> relocations.apply(section, content, image.content(table)));
    }
    return content;
  }
}
