package dev.nfdrop.trace.engine;

import dev.nfdrop.locator.machine.X86Register;
import dev.nfdrop.locator.site.JumpStack;
import dev.nfdrop.locator.site.Location;
import dev.nfdrop.locator.site.Site;
import dev.nfdrop.locator.site.Site.DropCall;
import dev.nfdrop.locator.site.Site.Kind;
import dev.nfdrop.trace.Drop.Cause;
import java.util.List;
import java.util.Optional;

/// Sites in a function that does not exist.
final class MadeUpSite {
  private static final long FUNCTION = 0xffff_ffff_8142_4200L;
  private static final Location PACKET = new Location.InRegister(X86Register.R12);

  private MadeUpSite() {}

  static SiteValues ruleDrop(Location rule, Location baseChain) {
    return new SiteValues(
        site(Kind.RULE_DROP, 0x3e3),
        new CauseSource.Known(Cause.RULE),
        Optional.of(rule),
        PACKET,
        baseChain,
        Optional.empty());
  }

  /// As [#ruleDrop], with the packet in another register.
  static SiteValues ruleDrop(Location rule, Location packet, Location baseChain) {
    return new SiteValues(
        site(Kind.RULE_DROP, 0x3e3),
        new CauseSource.Known(Cause.RULE),
        Optional.of(rule),
        packet,
        baseChain,
        Optional.empty());
  }

  /// A site that rule drops and policy drops share.
  static SiteValues shared(Location rule, Location baseChain, Location verdict) {
    return new SiteValues(
        site(Kind.RULE_DROP, 0x3e3),
        new CauseSource.FromCode(verdict),
        Optional.of(rule),
        PACKET,
        baseChain,
        Optional.empty());
  }

  /// A site that accepted packets pass as well.
  static SiteValues everyVerdict(
      Location rule, Location baseChain, Location verdict, Location code) {
    return new SiteValues(
        site(Kind.VERDICT_TEST, 0x434),
        new CauseSource.FromReturn(verdict, code),
        Optional.of(rule),
        PACKET,
        baseChain,
        Optional.empty());
  }

  /// A rule's drop where the jump stack is known.
  static SiteValues withJumps(int entryBytes, Location depth) {
    var stack = new JumpStack(X86Register.RSP, 0x98, entryBytes, List.of(depth));
    return new SiteValues(
        site(Kind.RULE_DROP, 0x3e3),
        new CauseSource.Known(Cause.RULE),
        Optional.of(new Location.InRegister(X86Register.R14)),
        PACKET,
        PACKET,
        Optional.of(SiteValues.Jumps.of(stack)));
  }

  static SiteValues policyDrop(Location baseChain) {
    return withoutRule(Kind.POLICY_DROP, Cause.POLICY, 0x51c, baseChain);
  }

  static SiteValues jumpDepth(Location baseChain) {
    return withoutRule(Kind.JUMP_DEPTH, Cause.JUMP_DEPTH, 0x5a1, baseChain);
  }

  private static SiteValues withoutRule(Kind kind, Cause cause, long offset, Location baseChain) {
    return new SiteValues(
        site(kind, offset),
        new CauseSource.Known(cause),
        Optional.empty(),
        PACKET,
        baseChain,
        Optional.empty());
  }

  private static Site site(Kind kind, long offset) {
    var none = List.<Location>of();
    return new Site(
        FUNCTION + offset,
        offset,
        kind,
        false,
        Optional.empty(),
        new Site.Values(none, none, none, none, none, none, Optional.empty()),
        Optional.of(new DropCall("sk_skb_reason_drop", 7, offset + 5)),
        List.of());
  }
}
