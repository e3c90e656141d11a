package dev.nfdrop.locator.site;

import dev.nfdrop.locator.flow.Convention;
import dev.nfdrop.locator.machine.Architecture;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/// A line of `dwarf.txt`: the compiler's places of variables before an instruction runs.
///
/// @param fields by name; none for what DWARF does not tell
record DwarfPlaces(String kernel, long offset, Map<String, String> fields) {
  static DwarfPlaces parse(String text) {
    var words = List.of(text.split(" ", -1));
    var fields =
        words.subList(2, words.size()).stream()
            .map(word -> word.split("=", 2))
            .filter(pair -> !pair[1].equals("-"))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    return new DwarfPlaces(words.getFirst(), TruthFile.offset(words.get(1)), fields);
  }

  static List<DwarfPlaces> of(String kernel) {
    return TruthFile.DWARF
        .lines()
        .map(DwarfPlaces::parse)
        .filter(places -> places.kernel.equals(kernel))
        .toList();
  }

  int line() {
    return Integer.parseInt(Objects.requireNonNull(fields.get("line"), this::toString));
  }

  /// Where a variable is, in the locator's words.
  Optional<String> place(String variable, Architecture architecture) {
    return Optional.ofNullable(fields.get(variable))
        .map(place -> {
          if (place.startsWith("fbreg")) {
            return slot(frame() + offset(place, "fbreg"), architecture);
          }
          return place.startsWith("sp") ? slot(offset(place, "sp"), architecture) : place;
        });
  }

  /// The canonical frame address's distance from the stack pointer, in bytes.
  private long frame() {
    return offset(Objects.requireNonNull(fields.get("cfa"), this::toString), "sp");
  }

  private static long offset(String place, String base) {
    return Long.parseLong(place.substring(base.length()));
  }

  private static String slot(long offset, Architecture architecture) {
    var stackPointer = Convention.of(architecture).stackPointer();
    return new Location.OnStack(stackPointer, offset, Long.BYTES).toString();
  }
}
