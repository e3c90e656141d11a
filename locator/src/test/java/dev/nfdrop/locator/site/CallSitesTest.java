package dev.nfdrop.locator.site;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.locator.corpus.Corpus;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Which sites there are, against the call sites and lines that the compiler recorded: zero wrong,
/// zero not found.
class CallSitesTest {

  /// A line of `calls.txt`.
  ///
  /// @param line of the source
  private record Call(long offset, String callee, int line) {
    static Call parse(String text) {
      var words = text.split(" ", -1);
      return new Call(
          TruthFile.offset(words[0]),
          words[1],
          Integer.parseInt(words[2].substring("line=".length())));
    }
  }

  /// What is called where.
  private record Callee(long offset, String name) {}

  static Stream<Corpus.Module> modules() {
    return Corpus.modules().stream();
  }

  static Stream<Corpus.Module> withCalls() {
    return modules().filter(module -> !calls(module).isEmpty());
  }

  static Stream<Corpus.Module> withoutCalls() {
    return modules().filter(module -> calls(module).isEmpty());
  }

  @Test
  void everyKernelOfTheCorpusIsThere() {
    assertThat(modules()).noneMatch(module -> TruthFile.CALLS.of(module.kernel()).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("withCalls")
  void findsAllCallsThatFreeThePacketAndNoOther(Corpus.Module module) {
    var located = LocatedCorpus.of(module).located();
    assertThat(located.shape()).isEqualTo(Answer.Shape.DROP_INSIDE);
    assertThat(located.sites())
        .map(site -> new Callee(site.offset(), site.call().orElseThrow().callee()))
        .containsExactlyInAnyOrderElementsOf(
            calls(module).stream().map(call -> new Callee(call.offset, call.callee)).toList());
  }

  /// The line table credits a shared block to one line only. So a call's own line must be one of
  /// its site's purposes, and all purposes of the source must be served by some site.
  @ParameterizedTest
  @MethodSource("withCalls")
  void knowsWhatTheSourceHasEachCallFor(Corpus.Module module) {
    var purposes =
        LocatedCorpus.of(module).located().sites().stream()
            .collect(toMap(Site::offset, CallSitesTest::purposes));
    var meanings = meanings(module);
    assertThat(calls(module))
        .allSatisfy(call ->
            assertThat(purposes.get(call.offset))
                .map(Site.Kind::toString)
                .contains(meanings.get(call.line)));
    assertThat(purposes.values().stream().flatMap(Set::stream))
        .map(Site.Kind::toString)
        .containsExactlyInAnyOrderElementsOf(meanings.values());
  }

  @ParameterizedTest
  @MethodSource("withoutCalls")
  void findsTheOneWayOutThatTheCompilerGaveAllReturns(Corpus.Module module) {
    var corpus = LocatedCorpus.of(module);
    assertThat(corpus.located().shape()).isEqualTo(Answer.Shape.VERDICT_TEST);
    assertThat(corpus.located().sites())
        .singleElement()
        .satisfies(site -> {
          assertThat(DwarfPlaces.of(module.kernel()))
              .filteredOn(places -> places.offset() == site.offset())
              .map(places -> meanings(module).get(places.line()))
              .containsExactly("end");
          var disassembly = Disassembly.of(corpus.code());
          assertThat(disassembly.exits()).hasSize(1);
          assertThat(disassembly.exitsAround(site.offset())).isEmpty();
        });
  }

  private static Set<Site.Kind> purposes(Site site) {
    var purposes = EnumSet.of(site.kind());
    if (site.shared()) {
      purposes.add(Site.Kind.POLICY_DROP);
    }
    return purposes;
  }

  private static List<Call> calls(Corpus.Module module) {
    return TruthFile.CALLS.of(module.kernel()).stream()
        .filter(line -> !line.equals("none"))
        .map(Call::parse)
        .toList();
  }

  /// What the source lines are for, by number.
  private static Map<Integer, String> meanings(Corpus.Module module) {
    return TruthFile.SOURCE_LINES
        .lines()
        .map(line -> line.split(" ", -1))
        .filter(words -> module.kernel().startsWith(words[0] + "-"))
        .collect(toMap(words -> Integer.parseInt(words[1]), words -> words[2]));
  }
}
