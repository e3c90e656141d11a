package dev.nfdrop.locator.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.locator.corpus.Corpus;
import dev.nfdrop.locator.flow.Convention;
import dev.nfdrop.locator.machine.Architecture;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The places that the compiler itself named, and the other way round: no place of the locator's
/// without a witness.
class DwarfTest {

  /// A value of a site and the variable that holds it in the source.
  ///
  /// @param name as in `truth.txt` and `hand-reading.txt`
  private record Value(String name, List<String> variables, List<Location> locations) {}

  static Stream<Corpus.Module> modules() {
    return Corpus.modules().stream();
  }

  @Test
  void everyKernelOfTheCorpusIsThereAndNoOther() {
    var kernels = TruthFile.DWARF.lines().map(line -> line.split(" ", 2)[0]).toList();
    var corpus = modules().map(Corpus.Module::kernel).toList();
    assertThat(kernels).containsAll(corpus);
    assertThat(corpus).containsAll(kernels);
  }

  @ParameterizedTest
  @MethodSource("modules")
  void everySiteHasItsLineAndEveryLineItsSite(Corpus.Module module) {
    assertThat(LocatedCorpus.of(module).located().sites())
        .extracting(Site::offset)
        .containsExactlyElementsOf(
            DwarfPlaces.of(module.kernel()).stream().map(DwarfPlaces::offset).toList());
  }

  @ParameterizedTest
  @MethodSource("modules")
  void findsEveryPlaceThatTheCompilerNames(Corpus.Module module) {
    for (var site : LocatedCorpus.of(module).located().sites()) {
      var places = places(module, site);
      for (var value : values(site)) {
        for (var place : named(places, value, module.architecture())) {
          assertThat(value.locations)
              .as("%s of %s +0x%x", value.name, module, site.offset())
              .extracting(Location::toString)
              .contains(place);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("modules")
  void hasAWitnessForEveryPlace(Corpus.Module module) {
    var unwitnessed = new ArrayList<String>();
    for (var site : LocatedCorpus.of(module).located().sites()) {
      var places = places(module, site);
      for (var value : values(site)) {
        var witnessed = new TreeSet<>(named(places, value, module.architecture()));
        witnessed.addAll(argument(site, value, module.architecture()));
        witnessed.addAll(HandReading.places(module.kernel(), site.offset(), value.name));
        value.locations.stream()
            .map(Location::toString)
            .filter(location -> !witnessed.contains(location))
            .map(location -> "+0x%x %s=%s".formatted(site.offset(), value.name, location))
            .forEach(unwitnessed::add);
      }
    }
    assertThat(unwitnessed).isEmpty();
  }

  private static DwarfPlaces places(Corpus.Module module, Site site) {
    return DwarfPlaces.of(module.kernel()).stream()
        .filter(places -> places.offset() == site.offset())
        .findFirst()
        .orElseThrow();
  }

  /// The variables `basechain` and `priv` are never assigned: both are the second argument. The
  /// verdict's code is the first word of `regs`, and where the function frees the packet it is the
  /// verdict. The variable `rule` means nothing at other sites than a rule's.
  private static List<Value> values(Site site) {
    var values = site.values();
    boolean ofRule =
        switch (site.kind()) {
          case RULE_DROP, VERDICT_TEST -> true;
          case POLICY_DROP, JUMP_DEPTH -> false;
        };
    return List.of(
        new Value("rule", ofRule ? List.of("rule") : List.of(), values.rule()),
        new Value("packet", List.of("pkt"), values.packet()),
        new Value("buffer", List.of(), values.buffer()),
        new Value("basechain", List.of("priv", "basechain"), values.baseChain()),
        new Value(
            "verdict", site.call().isPresent() ? List.of("regs") : List.of(), values.verdict()),
        new Value("code", List.of("regs"), values.code()));
  }

  private static List<String> named(DwarfPlaces places, Value value, Architecture architecture) {
    return value.variables.stream()
        .flatMap(variable -> places.place(variable, architecture).stream())
        .toList();
  }

  /// What the calling convention tells about a call: `kfree_skb_reason(skb, reason)`,
  /// `sk_skb_reason_drop(sk, skb, reason)`.
  private static List<String> argument(Site site, Value value, Architecture architecture) {
    if (!value.name.equals("buffer")) {
      return List.of();
    }
    var arguments = Convention.of(architecture).arguments();
    return site.call().stream()
        .map(call -> arguments.get(call.callee().equals("sk_skb_reason_drop") ? 1 : 0).fullName())
        .toList();
  }
}
