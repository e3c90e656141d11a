package dev.nfdrop.cli.demo;

import dev.nfdrop.trace.Drop;
import java.util.ArrayList;
import java.util.List;

/// Holds what nfdrop reported against what was sent and what `nft` lists.
public final class DemoVerdict {
  private static final String NO_DROP = "no drop";

  /// One packet.
  ///
  /// @param sent the packet in words
  /// @param expected the answer by nft's listing
  /// @param reported the answer by nfdrop
  public record Comparison(String sent, String expected, String reported) {
    public boolean agrees() {
      return expected.equals(reported);
    }

    public String line() {
      return "  %-4s %-26s expected: %-38s nfdrop: %s"
          .formatted(agrees() ? "ok" : "BAD", sent, expected, reported);
    }
  }

  private final List<Comparison> comparisons = new ArrayList<>();

  void droppedByRule(String sent, long handle, List<Drop> drops) {
    compare(sent, place() + " rule handle " + handle, drops);
  }

  void droppedByPolicy(String sent, List<Drop> drops) {
    compare(sent, place() + " policy", drops);
  }

  void passed(String sent, List<Drop> drops) {
    compare(sent, NO_DROP, drops);
  }

  public boolean allAgree() {
    return comparisons.stream().allMatch(Comparison::agrees);
  }

  public List<Comparison> comparisons() {
    return List.copyOf(comparisons);
  }

  private void compare(String sent, String expected, List<Drop> drops) {
    var reported = drops.stream().map(DemoVerdict::describe).toList();
    comparisons.add(
        new Comparison(
            sent, expected, reported.isEmpty() ? NO_DROP : String.join(" + ", reported)));
  }

  private static String place() {
    return "inet " + DemoRuleset.TABLE + " " + DemoRuleset.CHAIN;
  }

  private static String describe(Drop drop) {
    var place =
        drop.family() + " " + drop.table() + " " + drop.chain() + " " + drop.cause().label();
    return drop.handle().isPresent() ? place + " handle " + drop.handle().getAsLong() : place;
  }
}
