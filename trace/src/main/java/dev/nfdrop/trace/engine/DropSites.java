package dev.nfdrop.trace.engine;

import dev.nfdrop.locator.site.Analysis;
import dev.nfdrop.locator.site.Answer;
import dev.nfdrop.locator.site.Layout;
import dev.nfdrop.locator.site.Locator;
import dev.nfdrop.locator.site.Site;
import dev.nfdrop.trace.kernel.RunningKernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Has the locator look for the drops inside the running kernel's `nft_do_chain()`.
public final class DropSites {
  private static final String FUNCTION = "nft_do_chain";

  private DropSites() {}

  /// What came of it.
  sealed interface Finding {
    /// They are certain.
    ///
    /// @param sites at least one for rules and one for policies, or a shared one
    record Found(List<SiteValues> sites) implements Finding {}

    record NotFound(String reason) implements Finding {}
  }

  /// Where packets pass that live, as the locator found it; empty where that is not certain.
  static Optional<SiteValues> living(RunningKernel kernel) {
    return kernel
        .code(FUNCTION)
        .flatMap(code ->
            Analysis.of(code, Locator.decoder(code.architecture()), layout(kernel)).survival())
        .flatMap(site ->
            SiteValues.best(site) instanceof SiteValues.Choice.Complete(var values)
                ? Optional.of(values)
                : Optional.empty());
  }

  static Finding find(RunningKernel kernel) {
    var code = kernel.code(FUNCTION);
    if (code.isEmpty()) {
      return new Finding.NotFound(
          "there is no function " + FUNCTION + ": is nf_tables loaded? (modprobe nf_tables)");
    }
    return switch (Locator.locate(code.get(), layout(kernel))) {
      case Answer.Refused(var reason) -> new Finding.NotFound(reason);
      case Answer.Located(_, _, _, _, var sites) -> choose(sites);
    };
  }

  /// A jump-depth drop without certain places is left out: it is a ruleset's bug, and rare.
  private static Finding choose(List<Site> sites) {
    var chosen = new ArrayList<SiteValues>();
    for (var site : sites) {
      switch (SiteValues.best(site)) {
        case SiteValues.Choice.Complete(var values) -> chosen.add(values);
        case SiteValues.Choice.Lacking(var what) -> {
          if (site.kind() != Site.Kind.JUMP_DEPTH) {
            return new Finding.NotFound(what);
          }
        }
      }
    }
    return new Finding.Found(List.copyOf(chosen));
  }

  /// What the running kernel tells the locator.
  public static Layout layout(RunningKernel kernel) {
    return new Layout(
        OptionalInt.of(kernel.layout().rule().expressions()),
        OptionalInt.of(kernel.layout().packet().skb()),
        OptionalInt.of(kernel.layout().registersBytes()),
        kernel.layout().netfilterDrop());
  }
}
