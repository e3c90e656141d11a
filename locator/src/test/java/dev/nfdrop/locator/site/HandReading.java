package dev.nfdrop.locator.site;

import java.util.ArrayList;
import java.util.List;

/// What DWARF does not tell about a site, with the instructions that prove it.
///
/// @param kernels with the same code
/// @param offset of the site
/// @param claim a field of the kernels' lines in `truth.txt`, with one place; `shared`
/// @param steps of the proof
record HandReading(List<String> kernels, long offset, String claim, List<Step> steps) {

  /// An instruction as objdump prints it, a jump with its target's offset.
  record Step(long offset, String instruction) {
    static Step parse(String line) {
      var words = line.split(" ", 2);
      return new Step(TruthFile.offset(words[0]), words[1].split(" ;", 2)[0]);
    }
  }

  static List<HandReading> all() {
    List<HandReading> all = new ArrayList<>();
    TruthFile.HAND_READING
        .lines()
        .forEach(line -> {
          if (line.startsWith(" ")) {
            all.getLast().steps.add(Step.parse(line.strip()));
          } else {
            all.add(heading(List.of(line.split(" ", -1))));
          }
        });
    return all;
  }

  /// The places that were read for a value.
  static List<String> places(String kernel, long offset, String value) {
    return all().stream()
        .filter(reading -> reading.kernels.contains(kernel) && reading.offset == offset)
        .map(HandReading::claim)
        .filter(claim -> claim.startsWith(value + "="))
        .map(claim -> claim.substring(value.length() + 1))
        .toList();
  }

  private static HandReading heading(List<String> words) {
    int kernels = words.size() - 2;
    return new HandReading(
        words.subList(0, kernels),
        TruthFile.offset(words.get(kernels)),
        words.getLast(),
        new ArrayList<>());
  }

  @Override
  public String toString() {
    return "%s +0x%x %s".formatted(kernels, offset, claim);
  }
}
