package dev.nfdrop.ebpf.map;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// The CPUs for which per-CPU maps have values: all that could ever come online.
final class PossibleCpus {
  private static final Path FILE = Path.of("/sys/devices/system/cpu/possible");

  /// How many there are on this machine.
  static final int COUNT = count(read());

  private PossibleCpus() {}

  /// Counts the members of a list such as `0-3,5`, cpulist format of bitmap_parselist().
  static int count(String list) {
    return Arrays.stream(list.strip().split(",")).mapToInt(PossibleCpus::countOfRange).sum();
  }

  private static int countOfRange(String range) {
    var ends = range.split("-", 2);
    var first = Integer.parseInt(ends[0]);
    return ends.length == 1 ? 1 : Integer.parseInt(ends[1]) - first + 1;
  }

  private static String read() {
    try {
      return Files.readString(FILE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
