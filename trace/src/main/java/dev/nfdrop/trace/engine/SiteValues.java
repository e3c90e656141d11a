package dev.nfdrop.trace.engine;

import dev.nfdrop.locator.machine.Register;
import dev.nfdrop.locator.site.JumpStack;
import dev.nfdrop.locator.site.Location;
import dev.nfdrop.locator.site.Site;
import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.record.JumpEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The places that a program fetches from at one site.
///
/// @param rule empty where no rule decides
/// @param jumps empty where no rule decides, or where they cannot be told
record SiteValues(
    Site site,
    CauseSource cause,
    Optional<Location> rule,
    Location packet,
    Location baseChain,
    Optional<Jumps> jumps) {

  /// The jump stack of the function.
  ///
  /// @param offset of its first entry from the stack pointer, in bytes
  /// @param depth how many entries are in use; the low 32 bits count
  record Jumps(long offset, JumpEntry entry, Location depth) {
    /// Of several places of the depth one on the stack, which nobody needs to have saved.
    static Jumps of(JumpStack stack) {
      var depth =
          stack.depth().stream()
              .filter(Location.OnStack.class::isInstance)
              .findFirst()
              .orElse(stack.depth().getFirst());
      var entry = new JumpEntry(stack.entryBytes(), stack.ruleOffset(), stack.chainOffset());
      return new Jumps(stack.offset(), entry, depth);
    }
  }

  /// What can be fetched at a site.
  sealed interface Choice {
    record Complete(SiteValues values) implements Choice {}

    /// A value is missing.
    ///
    /// @param what the value that has no place
    record Lacking(String what) implements Choice {}
  }

  /// Takes the best place for each value.
  static Choice best(Site site) {
    var places = site.values();
    if (places.packet().isEmpty() || places.baseChain().isEmpty()) {
      return lacking(site, places.packet().isEmpty() ? "packet" : "base chain");
    }
    var byRule = site.kind() == Site.Kind.RULE_DROP || site.kind() == Site.Kind.VERDICT_TEST;
    if (byRule && places.rule().isEmpty()) {
      return lacking(site, "rule");
    }
    return cause(site)
        .<Choice>map(cause ->
            new Choice.Complete(
                new SiteValues(
                    site,
                    cause,
                    byRule ? first(places.rule()) : Optional.empty(),
                    places.packet().getFirst(),
                    places.baseChain().getFirst(),
                    places.jumps().map(Jumps::of))))
        .orElseGet(() -> lacking(site, "verdict"));
  }

  /// The same site with the rule taken from another place.
  SiteValues withRuleAt(Location other) {
    return new SiteValues(site, cause, Optional.of(other), packet, baseChain, jumps);
  }

  /// The same site without its jumps.
  SiteValues withoutJumps() {
    return new SiteValues(site, cause, rule, packet, baseChain, Optional.empty());
  }

  /// What an entry of the jump stack looks like, which is the same at all sites.
  static Optional<JumpEntry> jumpEntry(List<SiteValues> sites) {
    return sites.stream().flatMap(site -> site.jumps.stream()).map(Jumps::entry).findFirst();
  }

  /// Whether each value lies in a register or on the stack, and not behind a pointer there.
  boolean isDirect() {
    return places().values().stream().noneMatch(Location.InMemory.class::isInstance);
  }

  /// The register that holds the depth of the jump stack, if one does.
  Optional<Register> depthRegister() {
    return jumps.flatMap(found ->
        found.depth() instanceof Location.InRegister(var register)
            ? Optional.of(register)
            : Optional.empty());
  }

  /// Every place that has to be read, by what is there.
  Map<String, Location> places() {
    var places = new LinkedHashMap<String, Location>();
    rule.ifPresent(place -> places.put("rule", place));
    places.put("packet", packet);
    places.put("base chain", baseChain);
    switch (cause) {
      case CauseSource.Known _ -> {}
      case CauseSource.FromCode(var code) -> places.put("verdict", code);
      case CauseSource.FromReturn(var verdict, var code) -> {
        places.put("verdict", verdict);
        places.put("code of the verdict", code);
      }
    }
    return places;
  }

  /// Where the call at the site returns to; empty where there is no call.
  Optional<Long> returnAddress() {
    return site.call().map(call -> site.address() - site.offset() + call.returnOffset());
  }

  /// Whether the caller of `nft_do_chain()` frees the packet.
  boolean leavesFreeing() {
    return site.call().isEmpty();
  }

  /// Empty where a place that would tell is not certain.
  private static Optional<CauseSource> cause(Site site) {
    var code = first(site.values().code());
    return switch (site.kind()) {
      case RULE_DROP -> site.shared() ? code.map(CauseSource.FromCode::new) : known(Cause.RULE);
      case POLICY_DROP -> known(Cause.POLICY);
      case JUMP_DEPTH -> known(Cause.JUMP_DEPTH);
      case VERDICT_TEST ->
          first(site.values().verdict())
              .flatMap(verdict -> code.map(at -> new CauseSource.FromReturn(verdict, at)));
    };
  }

  private static Optional<CauseSource> known(Cause cause) {
    return Optional.of(new CauseSource.Known(cause));
  }

  private static Optional<Location> first(List<Location> places) {
    return places.stream().findFirst();
  }

  private static Choice lacking(Site site, String value) {
    return new Choice.Lacking(
        "at the %s site +0x%x no place of the %s is certain"
            .formatted(site.kind(), site.offset(), value));
  }
}
