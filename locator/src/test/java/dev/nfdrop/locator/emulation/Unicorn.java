package dev.nfdrop.locator.emulation;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.nfdrop.locator.machine.Architecture;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// libunicorn 2, a processor that executes one instruction at a time. One thread.
final class Unicorn implements AutoCloseable {
  // unicorn.h
  private static final int UC_ARCH_ARM64 = 2;
  private static final int UC_ARCH_X86 = 4;
  private static final int UC_MODE_64 = 1 << 3;
  private static final int UC_PROT_READ_WRITE = 3;
  private static final int UC_PROT_READ_EXECUTE = 5;
  private static final int UC_HOOK_CODE = 1 << 2;

  /// `UC_CTL_WRITE(UC_CTL_CPU_MODEL, 1)`.
  private static final int UC_CTL_CPU_MODEL_WRITE = 7 | 1 << 26 | 1 << 30;

  private static final int UC_CPU_ARM64_MAX = 3;

  /// `uc_arm64_reg`: x0 to x30, sp, then nzcv and pc.
  private static final int[] ARM64_REGISTERS =
      IntStream.concat(IntStream.rangeClosed(199, 227), IntStream.of(1, 2, 4, 3, 260)).toArray();

  /// `uc_x86_reg`: rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi, r8 to r15, then eflags and rip.
  private static final int[] X86_REGISTERS =
      IntStream.concat(
              IntStream.of(35, 38, 40, 37, 44, 36, 43, 39),
              IntStream.concat(IntStream.rangeClosed(106, 113), IntStream.of(25, 41)))
          .toArray();

  /// A thousand times what it takes: the machine may be busy.
  private static final long LONGEST_MICROS = 10_000_000;

  private static final MethodHandle RUN = runnable();

  private final Arena arena = Arena.ofConfined();
  private final SymbolLookup library;
  private final MethodHandle writeRegisters;
  private final MethodHandle readRegisters;
  private final MethodHandle writeMemory;
  private final MethodHandle readMemory;
  private final MethodHandle start;
  private final MemorySegment engine;
  private final int count;
  private final MemorySegment numbers;
  private final MemorySegment values;
  private final MemorySegment pointers;
  private final List<RuntimeException> failures = new ArrayList<>();

  Unicorn(Architecture architecture) {
    library = lookup();
    int[] registers = architecture == Architecture.ARM64 ? ARM64_REGISTERS : X86_REGISTERS;
    count = registers.length;
    numbers = arena.allocateFrom(JAVA_INT, registers);
    values = arena.allocate(JAVA_LONG, count);
    pointers = arena.allocate(ADDRESS, count);
    for (int i = 0; i < count; i++) {
      pointers.setAtIndex(ADDRESS, i, values.asSlice((long) i * Long.BYTES, Long.BYTES));
    }
    var batch = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT);
    writeRegisters = bind("uc_reg_write_batch", batch);
    readRegisters = bind("uc_reg_read_batch", batch);
    var memory = FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG);
    writeMemory = bind("uc_mem_write", memory);
    readMemory = bind("uc_mem_read", memory);
    start =
        bind(
            "uc_emu_start",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    engine = open(architecture);
  }

  private static MethodHandle runnable() {
    try {
      return MethodHandles.lookup()
          .findVirtual(Runnable.class, "run", MethodType.methodType(void.class));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("Runnable.run", e);
    }
  }

  @SuppressWarnings("restricted")
  private SymbolLookup lookup() {
    return SymbolLookup.libraryLookup("libunicorn.so.2", arena);
  }

  private MemorySegment open(Architecture architecture) {
    var open = bind("uc_open", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    var handle = arena.allocate(ADDRESS);
    try {
      switch (architecture) {
        case X86_64 -> check((int) open.invokeExact(UC_ARCH_X86, UC_MODE_64, handle));
        case ARM64 -> {
          check((int) open.invokeExact(UC_ARCH_ARM64, 0, handle));
          var control = bindControl();
          check(
              (int)
                  control.invokeExact(
                      handle.get(ADDRESS, 0), UC_CTL_CPU_MODEL_WRITE, UC_CPU_ARM64_MAX));
        }
      }
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    return handle.get(ADDRESS, 0);
  }

  /// Maps code, which cannot be written by instructions, or data.
  void map(long address, int bytes, boolean code) {
    var map =
        bind(
            "uc_mem_map", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_INT));
    try {
      check(
          (int)
              map.invokeExact(
                  engine, address, (long) bytes, code ? UC_PROT_READ_EXECUTE : UC_PROT_READ_WRITE));
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  void write(long address, byte[] bytes) {
    try (var local = Arena.ofConfined()) {
      var copy = local.allocateFrom(JAVA_BYTE, bytes);
      check((int) writeMemory.invokeExact(engine, address, copy, (long) bytes.length));
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /// @throws IllegalStateException where there is no memory
  byte[] read(long address, int bytes) {
    try (var local = Arena.ofConfined()) {
      var copy = local.allocate(bytes);
      int error;
      try {
        error = (int) readMemory.invokeExact(engine, address, copy, (long) bytes);
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
      check(error);
      return copy.toArray(JAVA_BYTE);
    }
  }

  /// Whether there is memory with these bytes.
  boolean holds(long address, byte[] bytes) {
    try {
      return Arrays.equals(read(address, bytes.length), bytes);
    } catch (IllegalStateException e) {
      return false;
    }
  }

  /// Sets all registers, in the order of the architecture's enum, then the flags.
  void setRegisters(long[] registers) {
    MemorySegment.copy(registers, 0, values, JAVA_LONG, 0, count - 1);
    try {
      check((int) writeRegisters.invokeExact(engine, numbers, pointers, count - 1));
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /// The same, and the program counter at the end.
  long[] registers() {
    values.fill((byte) 0);
    try {
      check((int) readRegisters.invokeExact(engine, numbers, pointers, count));
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    return values.toArray(JAVA_LONG);
  }

  /// Executes one instruction, or until `end` is reached, since a jump counts for none on x86-64;
  /// false if it faults.
  boolean step(long address, long end) {
    try {
      return (int) start.invokeExact(engine, address, end, 0L, 1L) == 0;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /// Executes up to `end`, or until it faults, or a number of instructions, or for the longest time
  /// that is allowed, since not all loops count; false if it faults. The program counter tells
  /// where it came to.
  boolean run(long address, long end, long instructions) {
    failures.clear();
    int error;
    try {
      error = (int) start.invokeExact(engine, address, end, LONGEST_MICROS, instructions);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
    return error == 0;
  }

  /// Has `watcher` called each time before the instruction at an address runs. It may read
  /// registers and memory.
  void watch(long address, Runnable watcher) {
    Runnable guarded =
        () -> {
          try {
            watcher.run();
          } catch (RuntimeException e) {
            failures.add(e); // It must not reach the native code.
          }
        };
    var add =
        bind(
            "uc_hook_add",
            FunctionDescriptor.of(
                JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG));
    try {
      var called =
          MethodHandles.dropArguments(
              RUN.bindTo(guarded),
              0,
              MemorySegment.class,
              long.class,
              int.class,
              MemorySegment.class);
      check(
          (int)
              add.invokeExact(
                  engine,
                  arena.allocate(ADDRESS),
                  UC_HOOK_CODE,
                  callback(called),
                  MemorySegment.NULL,
                  address,
                  address));
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /// `uc_cb_hookcode_t`.
  @SuppressWarnings("restricted")
  private MemorySegment callback(MethodHandle called) {
    return Linker.nativeLinker()
        .upcallStub(
            called, FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS), arena);
  }

  @Override
  public void close() {
    var close = bind("uc_close", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    try {
      check((int) close.invokeExact(engine));
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    arena.close();
  }

  private static void check(int error) {
    if (error != 0) {
      throw new IllegalStateException("unicorn: error " + error);
    }
  }

  @SuppressWarnings("restricted")
  private MethodHandle bind(String function, FunctionDescriptor descriptor) {
    return Linker.nativeLinker().downcallHandle(library.findOrThrow(function), descriptor);
  }

  /// `uc_ctl(engine, control, ...)`.
  @SuppressWarnings("restricted")
  private MethodHandle bindControl() {
    return Linker.nativeLinker()
        .downcallHandle(
            library.findOrThrow("uc_ctl"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
            Linker.Option.firstVariadicArg(2));
  }
}
