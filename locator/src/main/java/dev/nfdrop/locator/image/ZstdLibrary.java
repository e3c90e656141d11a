package dev.nfdrop.locator.image;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/// Zstandard by the host's libzstd: its streaming interface, zstd.h, stable since 1.0.
final class ZstdLibrary {
  private static final String LIBRARY = "libzstd.so.1";
  private static final int CHUNK_BYTES = 1 << 16;

  /// `ZSTD_inBuffer` and `ZSTD_outBuffer`, zstd.h: address, size, position.
  private static final MemoryLayout BUFFER =
      MemoryLayout.structLayout(
          ADDRESS.withName("src"), JAVA_LONG.withName("size"), JAVA_LONG.withName("pos"));

  private static final long SIZE_OFFSET = 8;
  private static final long POSITION_OFFSET = 16;

  private ZstdLibrary() {}

  /// Unpacks a stream.
  ///
  /// @return false if the library cannot be loaded; nothing has been read then
  static boolean decompress(InputStream from, OutputStream to) throws IOException {
    try (var arena = Arena.ofConfined()) {
      SymbolLookup library;
      try {
        library = load(arena);
      } catch (IllegalArgumentException _) {
        return false;
      }
      new Stream(library, arena).decompress(from, to);
      return true;
    }
  }

  @SuppressWarnings("restricted")
  private static SymbolLookup load(Arena arena) {
    return SymbolLookup.libraryLookup(LIBRARY, arena);
  }

  /// One `ZSTD_DStream`.
  private static final class Stream {
    private final MethodHandle create;
    private final MethodHandle free;
    private final MethodHandle step;
    private final MethodHandle isError;
    private final MethodHandle errorName;
    private final MemorySegment inputBytes;
    private final MemorySegment outputBytes;
    private final MemorySegment input;
    private final MemorySegment output;

    Stream(SymbolLookup library, Arena arena) {
      create = bind(library, "ZSTD_createDStream", FunctionDescriptor.of(ADDRESS));
      free = bind(library, "ZSTD_freeDStream", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
      step =
          bind(
              library,
              "ZSTD_decompressStream",
              FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS));
      isError = bind(library, "ZSTD_isError", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
      errorName = bind(library, "ZSTD_getErrorName", FunctionDescriptor.of(ADDRESS, JAVA_LONG));
      inputBytes = arena.allocate(CHUNK_BYTES);
      outputBytes = arena.allocate(CHUNK_BYTES);
      input = arena.allocate(BUFFER);
      output = arena.allocate(BUFFER);
      input.set(ADDRESS, 0, inputBytes);
      output.set(ADDRESS, 0, outputBytes);
    }

    void decompress(InputStream from, OutputStream to) throws IOException {
      var stream = created();
      try {
        long hint = 1;
        var chunk = new byte[CHUNK_BYTES];
        for (int count = from.read(chunk); count > 0; count = from.read(chunk)) {
          MemorySegment.copy(chunk, 0, inputBytes, JAVA_BYTE, 0, count);
          hint = consume(stream, count, to);
        }
        if (hint != 0) {
          throw new IOException("the file ends before the frame does");
        }
      } finally {
        release(stream);
      }
    }

    /// Decompresses one chunk of input; 0 when a frame has ended with it.
    private long consume(MemorySegment stream, int count, OutputStream to) throws IOException {
      input.set(JAVA_LONG, SIZE_OFFSET, count);
      input.set(JAVA_LONG, POSITION_OFFSET, 0);
      long hint;
      long produced;
      do {
        output.set(JAVA_LONG, SIZE_OFFSET, CHUNK_BYTES);
        output.set(JAVA_LONG, POSITION_OFFSET, 0);
        hint = step(stream);
        produced = output.get(JAVA_LONG, POSITION_OFFSET);
        to.write(outputBytes.asSlice(0, produced).toArray(JAVA_BYTE));
      } while (input.get(JAVA_LONG, POSITION_OFFSET) < count || produced == CHUNK_BYTES);
      return hint;
    }

    private long step(MemorySegment stream) throws IOException {
      try {
        long result = (long) step.invokeExact(stream, output, input);
        if ((int) isError.invokeExact(result) != 0) {
          throw new IOException(name((MemorySegment) errorName.invokeExact(result)));
        }
        return result;
      } catch (IOException e) {
        throw e;
      } catch (Throwable e) {
        throw new AssertionError("a downcall does not throw", e);
      }
    }

    @SuppressWarnings("restricted")
    private static String name(MemorySegment string) {
      return string.reinterpret(CHUNK_BYTES).getString(0);
    }

    private MemorySegment created() {
      try {
        return (MemorySegment) create.invokeExact();
      } catch (Throwable e) {
        throw new AssertionError("a downcall does not throw", e);
      }
    }

    private void release(MemorySegment stream) {
      try {
        var _ = (long) free.invokeExact(stream);
      } catch (Throwable e) {
        throw new AssertionError("a downcall does not throw", e);
      }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle bind(
        SymbolLookup library, String function, FunctionDescriptor descriptor) {
      return Linker.nativeLinker().downcallHandle(library.findOrThrow(function), descriptor);
    }
  }
}
