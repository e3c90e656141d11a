package dev.nfdrop.locator.site;

import dev.nfdrop.locator.corpus.Corpus;
import dev.nfdrop.locator.machine.Code;

/// What the locator finds in `nft_do_chain()` of a module, from its bytes alone.
record LocatedCorpus(Corpus.Module module, Code code, Answer answer) {
  static LocatedCorpus of(Corpus.Module module) {
    try (var image = module.open()) {
      var code = image.code("nft_do_chain").orElseThrow();
      return new LocatedCorpus(module, code, Locator.locate(code, Layout.UNKNOWN));
    }
  }

  Answer.Located located() {
    return switch (answer) {
      case Answer.Located located -> located;
      case Answer.Refused(var reason) -> throw new AssertionError(module + ": " + reason);
    };
  }
}
