package dev.nfdrop.locator.site;

import dev.nfdrop.locator.flow.Place;
import dev.nfdrop.locator.flow.State;
import dev.nfdrop.locator.flow.Value;
import dev.nfdrop.locator.machine.Width;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/// Turns places of a state into locations that a probe can read.
record Finder(Function function, State state) {

  /// Registers first, then stack slots.
  List<Location> holding(Value wanted) {
    return holding(wanted::equals, Width.LONG);
  }

  private List<Location> holding(Predicate<Value> wanted, Width narrowest) {
    var found = new ArrayList<Place>();
    for (var place : state.places()) {
      boolean wide =
          !(place instanceof Place.OnStack slot) || slot.width().bits() >= narrowest.bits();
      if (wide && state.at(place).filter(wanted).isPresent()) {
        found.add(place);
      }
    }
    found.sort(Comparator.comparingInt(this::rank));
    return found.stream().map(this::location).toList();
  }

  /// Registers that calls preserve live longest; argument registers next; memory last.
  private int rank(Place place) {
    return switch (place) {
      case Place.InRegister(var register) ->
          register.number()
              + (function.convention().preserved().contains(register) ? 0 : REGISTERS);
      case Place.OnStack(var offset, _) -> 2 * REGISTERS + (int) (offset - stackPointer());
    };
  }

  private static final int REGISTERS = 64;

  private Location location(Place place) {
    return switch (place) {
      case Place.InRegister(var register) -> new Location.InRegister(register);
      case Place.OnStack(var offset, var width) -> onStack(offset, width);
    };
  }

  /// A stack slot as seen from the stack pointer of this state.
  Location onStack(long offset, Width width) {
    return new Location.OnStack(
        function.convention().stackPointer(), offset - stackPointer(), width.bytes());
  }

  private long stackPointer() {
    return state.register(function.convention().stackPointer()).orElseThrow()
            instanceof Value.StackAddress(var offset)
        ? offset
        : 0;
  }

  /// Whether stack slots can be named at all.
  boolean knowsStack() {
    return state
        .register(function.convention().stackPointer())
        .filter(Value.StackAddress.class::isInstance)
        .isPresent();
  }
}
