package dev.nfdrop.trace.engine;

import java.util.stream.Collectors;

/// Sites in words, for people.
final class SiteText {
  private SiteText() {}

  /// A site as the engine `kprobe` uses it: `rule drop at nft_do_chain+0x3e3: rule r14, …`.
  static String probed(SiteValues site) {
    var text =
        new StringBuilder()
            .append(site.site().kind())
            .append(" at nft_do_chain+0x")
            .append(Long.toHexString(site.site().offset()))
            .append(": ");
    site.rule().ifPresent(rule -> text.append("rule ").append(rule).append(", "));
    text.append("packet ").append(site.packet());
    text.append(", base chain ").append(site.baseChain());
    switch (site.cause()) {
      case CauseSource.Known _ -> {}
      case CauseSource.FromCode(var code) -> text.append(", verdict ").append(code);
      case CauseSource.FromReturn(var verdict, var code) ->
          text.append(", verdict ").append(verdict).append(", its code ").append(code);
    }
    site.jumps()
        .ifPresent(jumps ->
            text.append(", jumps at stack+0x")
                .append(Long.toHexString(jumps.offset()))
                .append(", depth ")
                .append(jumps.depth()));
    return text.toString();
  }

  /// Where the function at a hook that has dropped is told: `drop by another hook at nf_hook_slow:
  /// entries r14, …`.
  static String hook(HookPlaces places) {
    var site = places.site();
    return "drop by another hook, at the call of %s in %s: entries %s, which of them %s, state %s"
        .formatted(site.callee(), HookPlaces.FUNCTION, site.entries(), site.index(), site.state());
  }

  static String untoldHook(String reason) {
    return "which other function at a hook has dropped is not told: " + reason;
  }

  /// The words of the stack where registers were saved: `r14 3 words below the return address`.
  static String saved(StackLayout layout) {
    return layout.saved().keySet().stream()
        .map(register -> register.fullName() + " at word " + layout.wordsFromReturn(register))
        .sorted()
        .collect(
            Collectors.joining(", ", "saved registers, counted from the return address: ", ""));
  }
}
