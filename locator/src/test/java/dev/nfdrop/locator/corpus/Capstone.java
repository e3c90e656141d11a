package dev.nfdrop.locator.corpus;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Text;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// libcapstone, for which registers an instruction reads and writes. One thread.
final class Capstone implements AutoCloseable {
  private static final List<String> LIBRARIES = List.of("libcapstone.so.4", "libcapstone.so.5");

  // capstone.h
  private static final int CS_ARCH_ARM64 = 1;
  private static final int CS_ARCH_X86 = 3;
  private static final int CS_MODE_64 = 1 << 3;
  private static final int CS_OPT_DETAIL = 2;
  private static final long CS_OPT_ON = 3;

  /// `cs_regs` is `uint16_t[64]`.
  private static final int REGISTERS = 64;

  private final Arena arena = Arena.ofConfined();
  private final MethodHandle disassemble;
  private final MethodHandle access;
  private final MethodHandle registerName;
  private final MethodHandle release;
  private final MethodHandle close;
  private final MemorySegment handle = arena.allocate(JAVA_LONG);
  private final MemorySegment instruction;
  private final MemorySegment code = arena.allocate(MAX_INSTRUCTION_BYTES);
  private final MemorySegment cursor = arena.allocate(ADDRESS);
  private final MemorySegment size = arena.allocate(JAVA_LONG);
  private final MemorySegment address = arena.allocate(JAVA_LONG);
  private final MemorySegment read =
      arena.allocate(MemoryLayout.sequenceLayout(REGISTERS, JAVA_SHORT));
  private final MemorySegment written =
      arena.allocate(MemoryLayout.sequenceLayout(REGISTERS, JAVA_SHORT));
  private final MemorySegment readCount = arena.allocate(JAVA_BYTE);
  private final MemorySegment writtenCount = arena.allocate(JAVA_BYTE);
  private final Map<Short, String> names = new HashMap<>();

  private static final int MAX_INSTRUCTION_BYTES = 16;

  /// Names of registers as capstone spells them; flags are `rflags` or `nzcv`.
  record Use(boolean known, Set<String> read, Set<String> written) {}

  Capstone(Architecture architecture) {
    var library = library();
    disassemble =
        bind(
            library,
            "cs_disasm_iter",
            FunctionDescriptor.of(JAVA_BYTE, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    access =
        bind(
            library,
            "cs_regs_access",
            FunctionDescriptor.of(
                JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    registerName =
        bind(library, "cs_reg_name", FunctionDescriptor.of(ADDRESS, JAVA_LONG, JAVA_INT));
    release = bind(library, "cs_free", FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG));
    close = bind(library, "cs_close", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    instruction = open(library, architecture);
  }

  private SymbolLookup library() {
    for (var name : LIBRARIES) {
      try {
        return lookup(name);
      } catch (IllegalArgumentException _) {
        // The next version, then.
      }
    }
    throw new IllegalStateException(
        "none of " + LIBRARIES + ": install libcapstone4 or libcapstone5");
  }

  @SuppressWarnings("restricted")
  private SymbolLookup lookup(String name) {
    return SymbolLookup.libraryLookup(name, arena);
  }

  private MemorySegment open(SymbolLookup library, Architecture architecture) {
    var open =
        bind(library, "cs_open", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    var option =
        bind(library, "cs_option", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG));
    var allocate = bind(library, "cs_malloc", FunctionDescriptor.of(ADDRESS, JAVA_LONG));
    boolean arm = architecture == Architecture.ARM64;
    try {
      int error =
          (int) open.invokeExact(arm ? CS_ARCH_ARM64 : CS_ARCH_X86, arm ? 0 : CS_MODE_64, handle);
      if (error != 0) {
        throw new IllegalStateException("cs_open: error " + error);
      }
      var _ = (int) option.invokeExact(handle.get(JAVA_LONG, 0), CS_OPT_DETAIL, CS_OPT_ON);
      return (MemorySegment) allocate.invokeExact(handle.get(JAVA_LONG, 0));
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /// What the instruction at an address does to registers.
  Use use(Text text, long at) {
    int count = Math.min(text.remaining(at), MAX_INSTRUCTION_BYTES);
    for (int i = 0; i < count; i++) {
      code.set(JAVA_BYTE, i, (byte) text.unsignedByte(at + i));
    }
    cursor.set(ADDRESS, 0, code);
    size.set(JAVA_LONG, 0, count);
    address.set(JAVA_LONG, 0, at);
    try {
      long engine = handle.get(JAVA_LONG, 0);
      if ((byte) disassemble.invokeExact(engine, cursor, size, address, instruction) == 0) {
        return new Use(false, Set.of(), Set.of());
      }
      int error =
          (int) access.invokeExact(engine, instruction, read, readCount, written, writtenCount);
      return new Use(error == 0, names(read, readCount), names(written, writtenCount));
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private Set<String> names(MemorySegment registers, MemorySegment count) {
    var found = new HashSet<String>();
    for (int i = 0; i < count.get(JAVA_BYTE, 0); i++) {
      found.add(names.computeIfAbsent(registers.getAtIndex(JAVA_SHORT, i), this::name));
    }
    return found;
  }

  @SuppressWarnings("restricted")
  private String name(short number) {
    try {
      var name =
          (MemorySegment)
              registerName.invokeExact(handle.get(JAVA_LONG, 0), Short.toUnsignedInt(number));
      return name.address() == 0 ? "" : name.reinterpret(REGISTERS).getString(0);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    try {
      release.invokeExact(instruction, 1L);
      var _ = (int) close.invokeExact(handle);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    arena.close();
  }

  @SuppressWarnings("restricted")
  private static MethodHandle bind(
      SymbolLookup library, String function, FunctionDescriptor descriptor) {
    return Linker.nativeLinker().downcallHandle(library.findOrThrow(function), descriptor);
  }
}
