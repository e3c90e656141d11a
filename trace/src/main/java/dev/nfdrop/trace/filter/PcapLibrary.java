package dev.nfdrop.trace.filter;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The compiler of the host's libpcap, pcap/pcap.h; loaded when it is first needed.
final class PcapLibrary {
  /// As Debian names it, and as all others do.
  private static final List<String> NAMES = List.of("libpcap.so.0.8", "libpcap.so.1");

  /// `DLT_EN10MB`, pcap/dlt.h: Ethernet.
  private static final int ETHERNET = 1;

  /// What tcpdump takes.
  private static final int SNAPSHOT_BYTES = 262144;

  private static final int OPTIMIZE = 1;

  /// `PCAP_NETMASK_UNKNOWN`.
  private static final int NETMASK_UNKNOWN = -1;

  /// `struct bpf_program`: `u_int bf_len`, `struct bpf_insn *bf_insns`.
  private static final long PROGRAM_BYTES = 16;

  private static final long INSTRUCTIONS_OFFSET = 8;
  private static final long INSTRUCTION_BYTES = 8;

  /// `PCAP_ERRBUF_SIZE`.
  private static final long MESSAGE_BYTES = 256;

  private final MethodHandle open;
  private final MethodHandle compile;
  private final MethodHandle message;
  private final MethodHandle free;
  private final MethodHandle close;

  private PcapLibrary(SymbolLookup library) {
    open = bind(library, "pcap_open_dead", FunctionDescriptor.of(ADDRESS, JAVA_INT, JAVA_INT));
    compile =
        bind(
            library,
            "pcap_compile",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT));
    message = bind(library, "pcap_geterr", FunctionDescriptor.of(ADDRESS, ADDRESS));
    free = bind(library, "pcap_freecode", FunctionDescriptor.ofVoid(ADDRESS));
    close = bind(library, "pcap_close", FunctionDescriptor.ofVoid(ADDRESS));
  }

  /// What libpcap says to an expression.
  sealed interface Answer<T> {
    /// What was made of the program.
    record Compiled<T>(T program) implements Answer<T> {}

    /// It means nothing.
    ///
    /// @param message libpcap's own words
    record Refused<T>(String message) implements Answer<T> {}
  }

  /// Loads the library.
  ///
  /// @param arena keeps it loaded
  /// @return empty if the host has none
  @SuppressWarnings("restricted")
  static Optional<PcapLibrary> load(Arena arena) {
    for (var name : NAMES) {
      try {
        return Optional.of(new PcapLibrary(SymbolLookup.libraryLookup(name, arena)));
      } catch (IllegalArgumentException _) {
        // not under this name
      }
    }
    return Optional.empty();
  }

  /// Compiles an expression for Ethernet frames. Names of hosts in it are looked up, which takes
  /// its time.
  ///
  /// @param use is given the instructions (`struct bpf_insn[]`), which are gone afterwards
  <T> Answer<T> compile(String expression, Function<MemorySegment, T> use) {
    try (var arena = Arena.ofConfined()) {
      var pcap = (MemorySegment) open.invokeExact(ETHERNET, SNAPSHOT_BYTES);
      if (pcap.equals(MemorySegment.NULL)) {
        throw new OutOfMemoryError("pcap_open_dead");
      }
      try {
        return compile(pcap, arena.allocateFrom(expression), use, arena);
      } finally {
        close.invokeExact(pcap);
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("a downcall does not throw", e);
    }
  }

  @SuppressWarnings("restricted")
  private <T> Answer<T> compile(
      MemorySegment pcap, MemorySegment expression, Function<MemorySegment, T> use, Arena arena)
      throws Throwable {
    var program = arena.allocate(PROGRAM_BYTES, JAVA_LONG.byteAlignment());
    var result = (int) compile.invokeExact(pcap, program, expression, OPTIMIZE, NETMASK_UNKNOWN);
    if (result != 0) {
      var text = (MemorySegment) message.invokeExact(pcap);
      return new Answer.Refused<>(text.reinterpret(MESSAGE_BYTES).getString(0));
    }
    try {
      var bytes = Integer.toUnsignedLong(program.get(JAVA_INT, 0)) * INSTRUCTION_BYTES;
      return new Answer.Compiled<>(
          use.apply(program.get(ADDRESS, INSTRUCTIONS_OFFSET).reinterpret(bytes)));
    } finally {
      free.invokeExact(program);
    }
  }

  @SuppressWarnings("restricted")
  private static MethodHandle bind(
      SymbolLookup library, String function, FunctionDescriptor descriptor) {
    return Linker.nativeLinker().downcallHandle(library.findOrThrow(function), descriptor);
  }
}
