package dev.nfdrop.locator.emulation;

import dev.nfdrop.locator.site.Location;
import dev.nfdrop.locator.site.Site;
import java.util.List;
import java.util.function.ToLongFunction;

/// What was seen while a packet passed the rules.
///
/// @param trouble why it did not come to the function's end; empty if it did
/// @param result what the function returned, 32 bits
/// @param hits the sites it came to, in order
/// @param freed what was given to the functions that free packets
/// @param expressions the addresses of those that were evaluated, in order
record Passage(
    String trouble, int result, List<Hit> hits, List<Long> freed, List<Long> expressions) {

  /// A site was reached.
  ///
  /// @param held what its places held just before its instruction ran
  record Hit(Site site, Held held) {}

  /// The contents of all places that a site names for each value.
  record Held(
      List<Long> rule,
      List<Long> packet,
      List<Long> buffer,
      List<Long> baseChain,
      List<Integer> verdict,
      List<Integer> code) {

    static Held of(Site.Values places, ToLongFunction<Location> reader) {
      return new Held(
          pointers(places.rule(), reader),
          pointers(places.packet(), reader),
          pointers(places.buffer(), reader),
          pointers(places.baseChain(), reader),
          codes(places.verdict(), reader),
          codes(places.code(), reader));
    }

    private static List<Long> pointers(List<Location> places, ToLongFunction<Location> reader) {
      return places.stream().map(reader::applyAsLong).toList();
    }

    private static List<Integer> codes(List<Location> places, ToLongFunction<Location> reader) {
      return places.stream().map(place -> (int) reader.applyAsLong(place)).toList();
    }
  }
}
