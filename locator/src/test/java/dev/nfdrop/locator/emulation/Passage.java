package dev.nfdrop.locator.emulation;

import dev.nfdrop.locator.site.JumpStack;
import dev.nfdrop.locator.site.Location;
import dev.nfdrop.locator.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/// What was seen while a packet passed the rules.
///
/// @param end how it ended
/// @param result what the function returned, 32 bits
/// @param hits the sites it came to, in order
/// @param freed what was given to the functions that free packets
record Passage(End end, int result, List<Hit> hits, List<Long> freed) {

  /// How the function ended.
  enum End {
    RETURNED,
    FAULTED,
    /// Not at all: it was given up.
    ENDLESS
  }

  static final int LOW_BYTE = 0xff;

  /// A site was reached.
  ///
  /// @param expression the address of the last one that was evaluated; 0 if none was
  /// @param held what its places held just before its instruction ran
  record Hit(Site site, long expression, Held held) {

    /// Who dropped the packet, told by nothing but the site and the verdict there; empty if nobody
    /// did.
    Optional<Cause> cause() {
      return switch (site.kind()) {
        case POLICY_DROP -> Optional.of(Cause.POLICY);
        case JUMP_DEPTH -> Optional.of(Cause.JUMP_DEPTH);
        case RULE_DROP -> Optional.of(!site.shared() || drops() ? Cause.RULE : Cause.POLICY);
        case VERDICT_TEST -> drops() ? Optional.of(dropped()) : Optional.empty();
      };
    }

    private boolean drops() {
      return (held.verdict().getFirst() & LOW_BYTE) == RuleSet.DROP;
    }

    private Cause dropped() {
      int code = held.code().getFirst();
      if (held.verdict().getFirst() == code) {
        return Cause.RULE;
      }
      return code == RuleSet.JUMP ? Cause.JUMP_DEPTH : Cause.POLICY;
    }
  }

  /// Who drops a packet.
  enum Cause {
    RULE,
    POLICY,
    JUMP_DEPTH
  }

  /// The contents of all places that a site names for each value.
  record Held(
      List<Long> rule,
      List<Long> packet,
      List<Long> buffer,
      List<Long> baseChain,
      List<Integer> verdict,
      List<Integer> code,
      Optional<JumpsHeld> jumps) {

    static Held of(Site.Values places, ToLongFunction<Location> reader) {
      return new Held(
          pointers(places.rule(), reader),
          pointers(places.packet(), reader),
          pointers(places.buffer(), reader),
          pointers(places.baseChain(), reader),
          codes(places.verdict(), reader),
          codes(places.code(), reader),
          places.jumps().map(stack -> JumpsHeld.of(stack, reader)));
    }

    private static List<Long> pointers(List<Location> places, ToLongFunction<Location> reader) {
      return places.stream().map(reader::applyAsLong).toList();
    }

    private static List<Integer> codes(List<Location> places, ToLongFunction<Location> reader) {
      return places.stream().map(place -> (int) reader.applyAsLong(place)).toList();
    }
  }

  /// The contents of the jump stack.
  ///
  /// @param depths what each place of the depth holds
  /// @param entries as many as the first of them says; none where that cannot be
  record JumpsHeld(List<Integer> depths, List<Ground.Jump> entries) {

    private static JumpsHeld of(JumpStack stack, ToLongFunction<Location> reader) {
      var depths = stack.depth().stream().map(place -> (int) reader.applyAsLong(place)).toList();
      var entries = new ArrayList<Ground.Jump>();
      if (depths.getFirst() >= 0 && depths.getFirst() <= JumpStack.ENTRIES) {
        for (int i = 0; i < depths.getFirst(); i++) {
          long at = stack.offset() + (long) i * stack.entryBytes();
          long chain =
              stack.chainOffset().isPresent()
                  ? word(stack, at + stack.chainOffset().getAsInt(), reader)
                  : 0;
          entries.add(new Ground.Jump(chain, word(stack, at + stack.ruleOffset(), reader)));
        }
      }
      return new JumpsHeld(depths, List.copyOf(entries));
    }

    private static long word(JumpStack stack, long at, ToLongFunction<Location> reader) {
      return reader.applyAsLong(new Location.OnStack(stack.stackPointer(), at, Long.BYTES));
    }
  }
}
