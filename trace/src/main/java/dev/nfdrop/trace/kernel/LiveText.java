package dev.nfdrop.trace.kernel;

import dev.nfdrop.ebpf.btf.Btf;
import dev.nfdrop.ebpf.kallsyms.Kallsyms;
import dev.nfdrop.ebpf.kallsyms.Symbol;
import dev.nfdrop.ebpf.kallsyms.SymbolTable;
import dev.nfdrop.locator.image.FunctionParts;
import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Code;
import dev.nfdrop.locator.machine.PatchSite;
import dev.nfdrop.locator.machine.Symbols;
import dev.nfdrop.locator.machine.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The running kernel's code: live, with what its tables say about bytes that it rewrites. Where
/// another tool has put a probe into a function, the code is taken from the file instead that the
/// kernel or module was loaded from.
///
/// Immutable; each reading of code opens what it needs and closes it again.
public final class LiveText {
  /// `__x86_indirect_thunk_array`, arch/x86/lib/retpoline.S.
  private static final String TABLE_SUFFIX = "_array";

  /// Taken for the length of a function that no other symbol follows.
  private static final int LENGTH_LIMIT = 16 << 10;

  private final Architecture architecture;
  private final SymbolTable symbols;
  private final Optional<Btf> btf;
  private final ImageFinder files;

  private LiveText(
      Architecture architecture, SymbolTable symbols, Optional<Btf> btf, ImageFinder files) {
    this.architecture = architecture;
    this.symbols = symbols;
    this.btf = btf;
    this.files = files;
  }

  /// @param btf that describes `struct module`; without it a module's static keys come from its
  ///   file
  static LiveText of(
      String release, Architecture architecture, SymbolTable symbols, Optional<Btf> btf) {
    return new LiveText(architecture, symbols, btf, new ImageFinder(Path.of("/"), release));
  }

  /// What came of the attempt to read the kernel's symbols.
  public sealed interface Reading {
    /// They are there.
    record Known(LiveText text) implements Reading {}

    /// There are none.
    ///
    /// @param reason why, and what would help
    record Unknown(String reason) implements Reading {}
  }

  /// Reads the symbols, and BTF where there is any. Never has the kernel load nf_tables.
  public static Reading read() {
    return switch (Kallsyms.read(Kallsyms.PROC)) {
      case Kallsyms.Unavailable(var reason, var remedy) ->
          new Reading.Unknown(reason + "; " + remedy);
      case SymbolTable symbols ->
          new Reading.Known(
              of(
                  RunningSystem.release(),
                  RunningSystem.architecture(),
                  symbols,
                  RunningSystem.btf()));
    };
  }

  /// The BTF that describes nf_tables, or only the kernel; empty where there is none.
  public Optional<Btf> btf() {
    return btf;
  }

  /// Whether nf_tables is built in or loaded.
  public boolean hasNfTables() {
    return RunningSystem.hasNfTables(symbols);
  }

  /// As `uname -r` prints it.
  public String release() {
    return files.release();
  }

  /// A function's code.
  ///
  /// @param notes what a reader should know about where it comes from
  public record Live(Code code, List<String> notes) {
    public Live {
      notes = List.copyOf(notes);
    }
  }

  /// The code of a function with its outlined parts.
  ///
  /// @return empty where the kernel has no such function, or several
  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel refuses to have its memory read
  public Optional<Live> code(String function) {
    var whole = symbols.findCode(function);
    if (whole.size() != 1) {
      return Optional.empty();
    }
    var module = whole.getFirst().module();
    try (var memory = KernelMemory.open()) {
      var texts = texts(whole.getFirst(), memory);
      return texts.isEmpty()
          ? Optional.empty()
          : Optional.of(code(function, texts, module, memory));
    }
  }

  private Live code(
      String function, List<Text> texts, Optional<String> module, KernelMemory memory) {
    var keys = new LiveJumpTable(architecture, symbols, btf, memory).sites(texts, module);
    var names = names(Veneers.in(texts, architecture, memory));
    var code =
        new Code(function, architecture, texts, names, Map.of(), keys.orElse(List.<PatchSite>of()));
    return new ProbedText(files, module, names).mend(code, keys.isPresent());
  }

  /// The function first, then what the compiler outlined from it.
  private List<Text> texts(Symbol function, KernelMemory memory) {
    var parts = new ArrayList<>(List.of(function));
    symbols.findCodeStarting(function.name() + ".").stream()
        .filter(part -> FunctionParts.isOutlined(part.name(), function.name()))
        .filter(part -> part.module().equals(function.module()))
        .forEach(parts::add);
    var texts = new ArrayList<Text>();
    for (var part : parts) {
      text(part, memory).ifPresent(texts::add);
    }
    return texts;
  }

  private Optional<Text> text(Symbol symbol, KernelMemory memory) {
    var known = symbols.codeSizeBytes(symbol);
    var length = (int) Math.min(known.orElse(LENGTH_LIMIT), LENGTH_LIMIT);
    return memory
        .read(symbol.address(), length)
        .map(bytes -> new Text(symbol.name(), symbol.address(), bytes));
  }

  private Symbols names(Map<Long, Long> veneers) {
    return address -> functionAt(veneers.getOrDefault(address, address));
  }

  /// A table of functions starts where its first function does: the function's name says more.
  private Optional<String> functionAt(long address) {
    return symbols.at(address).stream()
        .filter(Symbol::isCode)
        .map(Symbol::name)
        .min(Comparator.comparing((String name) -> name.endsWith(TABLE_SUFFIX)));
  }
}
