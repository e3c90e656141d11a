package dev.nfdrop.ebpf.kallsyms;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// What reading the kernel's symbols ends in: a table, or the reason why there is none.
public sealed interface Kallsyms permits SymbolTable, Kallsyms.Unavailable {
  /// The running kernel's symbols.
  Path PROC = Path.of("/proc/kallsyms");

  /// No symbols or no addresses: why, and what would help.
  record Unavailable(String reason, String remedy) implements Kallsyms {}

  /// Reads a file in the format of `/proc/kallsyms` once, from its beginning to its end. It is not
  /// a snapshot: modules may come and go while it is read.
  ///
  /// @throws UncheckedIOException if reading breaks off
  /// @throws KallsymsFormatException if a line is not a symbol
  static Kallsyms read(Path file) {
    try (var in = Files.newInputStream(file)) {
      return read(in, file.toString());
    } catch (NoSuchFileException _) {
      return new Unavailable(
          "there is no " + file, "mount procfs; the kernel needs CONFIG_KALLSYMS=y");
    } catch (AccessDeniedException _) {
      return new Unavailable(file + " may not be read", "run as root");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /// Reads symbols from a stream, which stays open; `origin` names it in messages.
  static Kallsyms read(InputStream in, String origin) throws IOException {
    var collector = new SymbolCollector();
    new SymbolLines(in, origin).forEach(collector);
    if (collector.isEmpty()) {
      return new Unavailable(origin + " has no symbols", "the kernel needs CONFIG_KALLSYMS=y");
    }
    if (collector.allAddressesZero()) {
      return new Unavailable(
          origin + " hides the addresses: all are 0",
          "run with CAP_SYSLOG, and with sysctl kernel.kptr_restrict not above 1");
    }
    return collector.table();
  }
}
