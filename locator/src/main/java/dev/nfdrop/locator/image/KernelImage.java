package dev.nfdrop.locator.image;

import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Code;
import dev.nfdrop.locator.machine.PatchSite;
import dev.nfdrop.locator.machine.Reference;
import dev.nfdrop.locator.machine.Symbols;
import dev.nfdrop.locator.machine.Text;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.Consumer;

/// A kernel module or a `vmlinux` on disk, packed or not. Not for use by several threads.
///
/// Its owner closes it. A method that reads throws [ImageFormatException] where the file is damaged
/// and [UncheckedIOException] where it cannot be read.
public final class KernelImage implements AutoCloseable {
  private final SectionReader file;
  private final ElfHeaders headers;
  private final SymbolTable symbols;
  private final List<Symbol> functions;
  private final Map<Integer, NavigableMap<Long, Relocation>> relocations = new HashMap<>();

  private KernelImage(SectionReader file) throws IOException {
    this.file = file;
    this.headers = ElfHeaders.read(file.file());
    this.symbols = symbolTable();
    this.functions = symbols.all().stream().filter(this::isFunction).toList();
  }

  /// Opens a `.ko`, `.ko.xz`, `.ko.gz`, `.ko.zst` or `vmlinux`; the content decides which it is.
  public static KernelImage open(Path path) {
    return of(SectionReader.open(path));
  }

  /// Takes over `file`, also when it throws.
  static KernelImage of(SectionReader file) {
    try {
      return file.reading(() -> new KernelImage(file));
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  public Architecture architecture() {
    return headers.architecture();
  }

  public List<Section> sections() {
    return headers.sections();
  }

  /// All symbols, in the order of the file.
  public List<Symbol> symbols() {
    return symbols.all();
  }

  /// Names for the addresses in this image.
  public Symbols names() {
    return symbols;
  }

  public Optional<Section> section(String name) {
    return sections().stream().filter(section -> section.name().equals(name)).findFirst();
  }

  /// A section's content as it is in the file, relocations not applied; for one that has none in
  /// the file, no bytes.
  public byte[] content(Section section) {
    var bytes = file.bytes(section);
    return bytes.copy(0, bytes.size());
  }

  /// The section `.BTF`. A module's is split: it continues that of the kernel.
  public Optional<byte[]> btf() {
    return section(".BTF").map(this::content);
  }

  /// The GNU build-id as hex, which names this very build.
  public Optional<String> buildId() {
    return file.reading(() ->
        sections().stream()
            .filter(section -> section.type() == Section.Type.NOTE)
            .map(file::bytes)
            .flatMap(notes -> Notes.buildId(notes).stream())
            .map(HexFormat.of()::formatHex)
            .findFirst());
  }

  /// A value of `.modinfo`, such as `vermagic`, `name` or `depends`.
  public Optional<String> moduleInfo(String key) {
    return file.reading(
        () -> section(".modinfo").flatMap(section -> Notes.moduleInfo(file.bytes(section), key)));
  }

  /// The kernel release that a module was built for, as `uname -r` prints it.
  public Optional<String> release() {
    return moduleInfo("vermagic").map(magic -> magic.split(" ", 2)[0]);
  }

  /// The functions that have code here and a size.
  public List<Symbol> functions() {
    return functions;
  }

  /// The code of a function by its name in the source, whatever suffix the compiler gave it, with
  /// the parts that it moved elsewhere; empty if the image has no such function.
  ///
  /// @throws ImageFormatException also where several functions have the name
  public Optional<Code> code(String function) {
    var parts = file.reading(() -> FunctionParts.of(function, functions()));
    return parts.map(found -> code(function, found));
  }

  private Code code(String function, List<Symbol> parts) {
    return file.reading(() -> {
      var texts = new ArrayList<Text>();
      var references = new HashMap<Long, Reference>();
      for (var part : parts) {
        texts.add(text(part));
        addReferences(part, references);
      }
      return new Code(function, architecture(), texts, symbols, references, patchSites(texts));
    });
  }

  @Override
  public void close() {
    file.close();
  }

  private boolean isFunction(Symbol symbol) {
    return symbol.type() == Symbol.Type.FUNCTION
        && symbol.defined()
        && symbol.size() > 0
        && sections().get(symbol.section()).executable();
  }

  private boolean isCode(long address) {
    return sections().stream()
        .anyMatch(section -> section.executable() && section.contains(address));
  }

  private Text text(Symbol symbol) {
    var section = sections().get(symbol.section());
    long offset = symbol.address() - section.address();
    if (offset < 0 || symbol.size() > section.size() - offset) {
      throw new ImageFormatException(
          "function " + symbol.name(),
          section.offset(),
          "0x%x bytes at 0x%x of section %s".formatted(symbol.size(), offset, section.name()),
          "a place inside its 0x%x bytes".formatted(section.size()));
    }
    var bytes = file.part(section, symbol.name(), symbol.address(), symbol.size());
    return new Text(symbol.name(), symbol.address(), bytes.copy(0, bytes.size()));
  }

  private void addReferences(Symbol part, Map<Long, Reference> references) {
    var section = sections().get(part.section());
    long start = part.address() - section.address();
    relocationTable(section)
        .map(table -> Relocation.read(table, symbols.all(), start, start + part.size()))
        .orElseGet(Collections::emptyNavigableMap)
        .forEach((offset, relocation) ->
            references.put(section.address() + offset, relocation.reference(architecture())));
  }

  private List<PatchSite> patchSites(List<Text> texts) {
    var tables = new PatchTables(architecture(), texts, this::isCode);
    readTable("__jump_table", "__start___jump_table", "__stop___jump_table", tables::jumpTable);
    readTable(
        ".altinstructions", "__alt_instructions", "__alt_instructions_end", tables::alternatives);
    switch (architecture()) {
      case X86_64 -> {
        readTable("__mcount_loc", "__start_mcount_loc", "__stop_mcount_loc", tables::ftraceCalls);
        readTable(
            ".static_call_sites",
            "__start_static_call_sites",
            "__stop_static_call_sites",
            tables::staticCalls);
      }
      case ARM64 ->
          readTable(
              "__patchable_function_entries",
              "__start_mcount_loc",
              "__stop_mcount_loc",
              tables::ftraceNops);
    }
    return tables.sites();
  }

  /// In a module a table is a section; the linker script of the kernel puts it between two symbols.
  private void readTable(String sectionName, String start, String stop, Consumer<Table> reader) {
    section(sectionName)
        .map(section ->
            new Table(
                file.bytes(section),
                section.address(),
                relocations(section),
                headers.relocatable()))
        .or(() -> between(start, stop))
        .ifPresent(reader);
  }

  private Optional<Table> between(String start, String stop) {
    var first = symbols.named(start).stream().findFirst();
    var last = symbols.named(stop).stream().findFirst();
    if (first.isEmpty() || last.isEmpty()) {
      return Optional.empty();
    }
    long address = first.get().address();
    long size = last.get().address() - address;
    return sections().stream()
        .filter(section -> section.contains(address) && section.type() == Section.Type.PROGRAM)
        .findFirst()
        .map(section ->
            new Table(
                file.part(section, start, address, size),
                address,
                Map.of(),
                headers.relocatable()));
  }

  /// All relocations of a section, which is a small one.
  private NavigableMap<Long, Relocation> relocations(Section section) {
    return relocations.computeIfAbsent(
        section.index(),
        _ ->
            relocationTable(section)
                .map(table -> Relocation.read(table, symbols.all()))
                .orElseGet(Collections::emptyNavigableMap));
  }

  /// The relocations of a section as they are in the file; a linked kernel has applied its own.
  private Optional<Bytes> relocationTable(Section section) {
    return sections().stream()
        .filter(_ -> headers.relocatable())
        .filter(s -> s.type() == Section.Type.RELOCATIONS && s.info() == section.index())
        .findFirst()
        .map(file::bytes);
  }

  private SymbolTable symbolTable() {
    for (var section : sections()) {
      if (section.type() == Section.Type.SYMBOLS) {
        var table = file.bytes(section);
        if (section.link() <= 0 || section.link() >= sections().size()) {
          throw table.wrong(0, "names in section " + section.link(), "a section that exists");
        }
        return SymbolTable.read(headers, table, file.bytes(sections().get(section.link())));
      }
    }
    throw new ImageFormatException(
        "sections", 0, "no symbol table", "one: the image has been stripped");
  }
}
