package dev.nfdrop.locator.site;

import dev.nfdrop.locator.flow.Arithmetic;
import dev.nfdrop.locator.flow.Place;
import dev.nfdrop.locator.flow.Solution;
import dev.nfdrop.locator.flow.State;
import dev.nfdrop.locator.flow.Value;
import dev.nfdrop.locator.machine.Instruction;
import dev.nfdrop.locator.machine.Width;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The places that hold a value before an instruction in each of several flows, as locations that a
/// probe there can read.
final class CommonPlaces {
  /// More than any architecture's registers.
  private static final int REGISTERS = 64;

  private final Function function;
  private final List<State> states;

  /// @param flows that all reach the instruction
  CommonPlaces(Function function, Instruction instruction, List<Solution> flows) {
    this.function = function;
    this.states = flows.stream().map(flow -> flow.before(instruction).orElseThrow()).toList();
  }

  /// Where a pointer is, the best place first: registers that calls preserve, other registers, the
  /// stack.
  List<Location> holding(Value wanted) {
    var found = new ArrayList<Place>();
    for (var place : states.getFirst().places()) {
      boolean everywhere =
          states.stream().allMatch(state -> state.at(place).filter(wanted::equals).isPresent());
      boolean readable = !(place instanceof Place.OnStack slot) || isPointer(slot);
      if (everywhere && readable) {
        found.add(place);
      }
    }
    return locations(found);
  }

  /// Where the first flow has one number and the second another, and so on.
  List<Location> holding(List<Long> numbers) {
    var found = new ArrayList<Place>();
    for (var place : states.getFirst().places()) {
      boolean all = true;
      for (int i = 0; i < numbers.size(); i++) {
        var number = new Value.Constant(numbers.get(i));
        all &= states.get(i).at(place).filter(number::equals).isPresent();
      }
      if (all) {
        found.add(place);
      }
    }
    return locations(found);
  }

  /// Where a 32-bit number is, whatever lies above it.
  List<Location> holdingWord(Value wanted) {
    var low = Arithmetic.truncate(wanted, Width.WORD);
    var found = new ArrayList<Place>();
    for (var place : states.getFirst().places()) {
      boolean everywhere =
          states.stream()
              .allMatch(state ->
                  state
                      .at(place)
                      .map(value -> Arithmetic.truncate(value, Width.WORD))
                      .filter(low::equals)
                      .isPresent());
      boolean wide =
          !(place instanceof Place.OnStack slot) || slot.width().bits() >= Width.WORD.bits();
      if (everywhere && wide) {
        found.add(place);
      }
    }
    return locations(found);
  }

  /// The jump stack, if it is known where it lies and how much of it is in use.
  Optional<JumpStack> jumpStack(JumpStackSearch.Found found) {
    var depth = holdingWord(Scenario.DEPTH);
    return depth.isEmpty() || !knowsStack()
        ? Optional.empty()
        : Optional.of(
            new JumpStack(
                function.convention().stackPointer(),
                found.offset() - stackPointer(),
                found.entryBytes(),
                depth));
  }

  private boolean isPointer(Place.OnStack slot) {
    return slot.width() == Width.LONG && knowsStack();
  }

  private List<Location> locations(List<Place> places) {
    places.sort(Comparator.comparingLong(this::rank));
    return places.stream()
        .filter(place -> !(place instanceof Place.OnStack slot) || isKept(slot))
        .map(this::location)
        .toList();
  }

  private long rank(Place place) {
    return switch (place) {
      case Place.InRegister(var register) ->
          register.number()
              + (function.convention().preserved().contains(register) ? 0 : REGISTERS);
      case Place.OnStack(var offset, _) ->
          2 * REGISTERS + (knowsStack() ? offset - stackPointer() : 0);
    };
  }

  private Location location(Place place) {
    return switch (place) {
      case Place.InRegister(var register) -> new Location.InRegister(register);
      case Place.OnStack slot -> onStack(slot);
    };
  }

  /// A stack slot, whatever is known of it.
  List<Location> slot(Place.OnStack slot) {
    return isKept(slot) ? List.of(onStack(slot)) : List.of();
  }

  /// Whether a slot survives the probe: it pushes what it saves below the stack pointer.
  private boolean isKept(Place.OnStack slot) {
    return knowsStack() && slot.offset() >= stackPointer();
  }

  private Location onStack(Place.OnStack slot) {
    return new Location.OnStack(
        function.convention().stackPointer(), slot.offset() - stackPointer(), slot.width().bytes());
  }

  private boolean knowsStack() {
    var pointers =
        states.stream()
            .map(state -> state.register(function.convention().stackPointer()))
            .distinct()
            .toList();
    return pointers.size() == 1
        && pointers.getFirst().filter(Value.StackAddress.class::isInstance).isPresent();
  }

  private long stackPointer() {
    var pointer = states.getFirst().register(function.convention().stackPointer()).orElseThrow();
    return ((Value.StackAddress) pointer).offset();
  }
}
