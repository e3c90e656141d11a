package dev.nfdrop.ebpf.kallsyms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The running kernel's symbols, all of them.
final class KernelSymbolsTest {
  private static final long PARSE_LIMIT_CPU_MILLIS = 100;

  @Test
  void findsEverySymbolAtItsAddress() throws IOException {
    var text = Files.readAllBytes(Kallsyms.PROC);
    var symbols = (SymbolTable) Kallsyms.read(new ByteArrayInputStream(text), "copy");
    var lines = new String(text, UTF_8).lines().toList();
    // Markers are left out.
    assertThat(symbols.size()).isBetween(lines.size() * 9 / 10, lines.size());
    for (int i = 0; i < lines.size(); i += 97) {
      var line = lines.get(i);
      long address = Long.parseUnsignedLong(line, 0, 16, 16);
      assertThat(symbols.at(address))
          .as(line)
          .anyMatch(symbol -> line.substring(17).startsWith(symbol.type() + " " + symbol.name()));
      assertThat(symbols.nearest(address).orElseThrow().offsetBytes()).isZero();
    }
  }

  @Test
  void knowsTheFunctionThatRunsTheRules() {
    var symbols = (SymbolTable) Kallsyms.read(Kallsyms.PROC);
    var function = symbols.findCode("nft_do_chain").getFirst();

    long sizeBytes = symbols.codeSizeBytes(function).orElseThrow();
    assertThat(sizeBytes).isBetween(0x100L, 0x10000L);
    var last = symbols.nearestCode(function.address() + sizeBytes - 1).orElseThrow();
    assertThat(last.symbol()).isEqualTo(function);
  }

  @Test
  void parsesFastOnceWarm() throws IOException {
    var text = Files.readAllBytes(Kallsyms.PROC);
    long best = IntStream.range(0, 5).mapToLong(_ -> parseCpuMillis(text)).min().orElseThrow();

    assertThat(best).isLessThan(PARSE_LIMIT_CPU_MILLIS);
  }

  private static long parseCpuMillis(byte[] text) {
    long startNanos = threadCpuNanos();
    try {
      var read = Kallsyms.read(new ByteArrayInputStream(text), "copy");
      assertThat(read).isInstanceOf(SymbolTable.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return TimeUnit.NANOSECONDS.toMillis(threadCpuNanos() - startNanos);
  }

  // Time on a CPU, which other load does not lengthen: Documentation/scheduler/sched-stats.rst.
  private static long threadCpuNanos() {
    try {
      var schedstat = Files.readString(Path.of("/proc/thread-self/schedstat"));
      return Long.parseLong(schedstat, 0, schedstat.indexOf(' '), 10);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
