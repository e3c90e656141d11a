package dev.nfdrop.trace.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.locator.machine.PatchSite;
import dev.nfdrop.locator.site.Answer;
import dev.nfdrop.locator.site.Layout;
import dev.nfdrop.locator.site.Locator;
import org.junit.jupiter.api.Test;

/// On the running kernel, as root.
final class LiveTextTest {
  private static LiveText text() {
    return switch (LiveText.read()) {
      case LiveText.Reading.Known(var text) -> text;
      case LiveText.Reading.Unknown(var reason) -> throw new AssertionError(reason);
    };
  }

  @Test
  void knowsTheStaticKeysOfAFunction() {
    var live = text().code("nft_do_chain").orElseThrow();
    assertThat(live.notes()).isEmpty();
    assertThat(live.code().patchSites()).isNotEmpty();
    var decoder = Locator.decoder(live.code().architecture());
    for (var site : live.code().patchSites()) {
      assertThat(site.kind()).isEqualTo(PatchSite.Kind.STATIC_KEY);
      var part = live.code().partAt(site.address()).orElseThrow();
      var instruction = decoder.decode(part, site.address());
      assertThat(instruction.text()).matches("(nop|jmp|xchg|b ).*");
      assertThat(instruction.length()).isEqualTo(site.length());
    }
  }

  @Test
  void locatesTheSitesOfTheRunningKernel() {
    var live = text().code("nft_do_chain").orElseThrow();
    assertThat(Locator.locate(live.code(), Layout.UNKNOWN)).isInstanceOf(Answer.Located.class);
  }

  @Test
  void knowsNoFunctionThatIsNotThere() {
    assertThat(text().code("nft_nowhere")).isEmpty();
  }
}
