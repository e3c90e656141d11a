package dev.nfdrop.trace.record;

import dev.nfdrop.trace.Amount;
import java.util.Map;

/// What an engine's programs have counted, each packet once.
///
/// @param others packets for whose key there was no room
public record Amounts(Map<CountKey, Amount> byKey, Amount others) {
  /// Nothing was counted.
  public static final Amounts NONE = new Amounts(Map.of(), Amount.NONE);

  public Amounts {
    byKey = Map.copyOf(byKey);
  }
}
