package dev.nfdrop.trace.attribute;

import dev.nfdrop.nftables.RuleId;
import dev.nfdrop.nftables.ruleset.RuleEntry;
import dev.nfdrop.trace.MatchedElement;
import dev.nfdrop.trace.Passed;
import dev.nfdrop.trace.RulePath;
import dev.nfdrop.trace.attribute.EarlierChains.Meeting;
import dev.nfdrop.trace.record.RawDrop;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// A namespace whose ruleset cannot be read.
///
/// @param reason one short sentence without a full stop
record UnknownRules(Optional<String> name, String reason) implements NamespaceRules {
  @Override
  public OptionalLong heldNanos() {
    return OptionalLong.empty();
  }

  @Override
  public Found rule(RuleId id, long atNanos, OptionalInt generation) {
    return new Found.Missing(reason);
  }

  @Override
  public Optional<String> newListing() {
    return Optional.empty();
  }

  @Override
  public RulePath path(RawDrop drop) {
    return RulePath.UNKNOWN;
  }

  @Override
  public Optional<String> jumpInFront(RawDrop drop) {
    return Optional.empty();
  }

  @Override
  public List<MatchedElement> elements(RawDrop drop, RuleEntry rule) {
    return List.of();
  }

  @Override
  public List<Passed> passed(RawDrop drop, Meeting meeting) {
    return List.of();
  }

  @Override
  public void close() {}
}
