package dev.nfdrop.nftables.netlink;

/// What a [TraceEvents] hands out, in the order in which the kernel sent it: what was traced before
/// a change comes before it.
public sealed interface TraceEvent {
  /// A packet made a step.
  record Traced(TraceMessage message) implements TraceEvent {}

  /// The ruleset has changed, or [RulesetEvent.Lost]: messages of either kind are missing, some
  /// time after those that still come without a pause.
  record Changed(RulesetEvent event) implements TraceEvent {}
}
