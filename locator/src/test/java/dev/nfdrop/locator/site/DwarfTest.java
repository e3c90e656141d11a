package dev.nfdrop.locator.site;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.locator.corpus.Corpus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The places that the compiler itself named, for kernels with a debug package.
class DwarfTest {

  /// A line of `dwarf.txt`.
  ///
  /// @param places of variables, by name
  record Line(String kernel, long offset, Map<String, String> places) {
    static Line parse(String text) {
      var fields = text.split(" ", -1);
      var places = new HashMap<String, String>();
      for (var field : List.of(fields).subList(2, fields.length)) {
        var pair = field.split("=", 2);
        if (!pair[1].equals("-")) {
          places.put(pair[0], pair[1]);
        }
      }
      return new Line(fields[0], Long.decode(fields[1].substring(1)), places);
    }
  }

  static Stream<Line> lines() {
    try (var stream = DwarfTest.class.getResourceAsStream("dwarf.txt")) {
      var text = new String(Objects.requireNonNull(stream, "dwarf.txt").readAllBytes(), UTF_8);
      return text.lines().filter(line -> !line.startsWith("#")).map(Line::parse);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("lines")
  void agreesWithTheCompiler(Line line) {
    var site = site(line);
    var values = site.values();
    if (!values.rule().isEmpty()) {
      assertHolds(line, site, "rule", values.rule());
    }
    assertHolds(line, site, "pkt", values.packet());
    assertHolds(line, site, "priv", values.baseChain());
    assertHolds(line, site, "basechain", values.baseChain());
    assertHolds(line, site, "regs", values.code());
  }

  private static Site site(Line line) {
    var module = Corpus.modules().stream().filter(m -> m.kernel().equals(line.kernel)).findFirst();
    try (var image = module.orElseThrow().open()) {
      var code = image.code("nft_do_chain").orElseThrow();
      var located = (Answer.Located) Locator.locate(code, Layout.UNKNOWN);
      return located.sites().stream()
          .filter(site -> site.offset() == line.offset)
          .findFirst()
          .orElseThrow();
    }
  }

  private static void assertHolds(Line line, Site site, String name, List<Location> locations) {
    var place = line.places.get(name);
    if (place != null) {
      assertThat(locations)
          .as("%s of %s: %s", name, line, locations)
          .anyMatch(location -> agrees(place, location, site, line));
    }
  }

  private static boolean agrees(String place, Location location, Site site, Line line) {
    return switch (location) {
      case Location.InRegister(var register) ->
          place.toLowerCase(Locale.ROOT).replaceFirst("^w", "x").equals(register.fullName());
      case Location.OnStack(_, var offset, _) when place.startsWith("sp") ->
          offset == Long.parseLong(place.substring(2));
      case Location.OnStack(_, var offset, _) when place.startsWith("fbreg") ->
          offset - registers(site) == frame(place) - frame(line.places.getOrDefault("regs", "-"));
      case Location.OnStack _, Location.InMemory _ -> false;
    };
  }

  private static long registers(Site site) {
    return ((Location.OnStack) site.values().code().getFirst()).offset();
  }

  private static long frame(String place) {
    return Long.parseLong(place.replace("fbreg", ""));
  }
}
