package dev.nfdrop.locator.flow;

import dev.nfdrop.locator.machine.Register;
import dev.nfdrop.locator.machine.Width;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The value of every place at one point of the code. Mutable; [#copy] before keeping one.
///
/// A register or stack slot without an entry has no known value.
public final class State {
  private static final Width[] WIDTHS = Width.values();

  /// More than any architecture has.
  private static final int REGISTERS = 32;

  private final Place.@Nullable InRegister[] names;
  private final @Nullable Value[] registers;
  private Map<Place.OnStack, Value> slots;

  /// Whether another state has the same map, which must not be written then.
  private boolean slotsShared;

  private @Nullable Flags flags;

  State() {
    this(new Place.InRegister[REGISTERS], new Value[REGISTERS], new HashMap<>());
  }

  private State(
      Place.@Nullable InRegister[] names,
      @Nullable Value[] registers,
      Map<Place.OnStack, Value> slots) {
    this.names = names;
    this.registers = registers;
    this.slots = slots;
  }

  public State copy() {
    var copy = new State(names.clone(), registers.clone(), slots);
    copy.flags = flags;
    copy.slotsShared = true;
    slotsShared = true;
    return copy;
  }

  private Map<Place.OnStack, Value> ownSlots() {
    if (slotsShared) {
      slots = new HashMap<>(slots);
      slotsShared = false;
    }
    return slots;
  }

  /// The value in a place, if any is known.
  public Optional<Value> at(Place place) {
    return place instanceof Place.InRegister(var register)
        ? register(register)
        : Optional.ofNullable(slots.get(place));
  }

  public Optional<Value> register(Register register) {
    return Optional.ofNullable(registers[register.number()]);
  }

  /// Every place of which something is known.
  public List<Place> places() {
    var places = new ArrayList<Place>(REGISTERS + slots.size());
    for (int i = 0; i < REGISTERS; i++) {
      var name = names[i];
      if (name != null && registers[i] != null) {
        places.add(name);
      }
    }
    places.addAll(slots.keySet());
    return places;
  }

  Optional<Flags> flags() {
    return Optional.ofNullable(flags);
  }

  void setFlags(@Nullable Flags fresh) {
    flags = fresh;
  }

  /// Writes a register.
  public void put(Register register, Value value) {
    int number = register.number();
    registers[number] = value;
    if (names[number] == null) {
      names[number] = new Place.InRegister(register);
    }
  }

  void forget(Register register) {
    registers[register.number()] = null;
  }

  /// Says what a place holds, leaving all others alone.
  public void set(Place place, Value value) {
    switch (place) {
      case Place.InRegister(var register) -> put(register, value);
      case Place.OnStack slot -> ownSlots().put(slot, value);
    }
  }

  /// Writes a stack slot; other slots that share a byte with it are gone.
  public void store(long offset, Width width, Value value) {
    forgetStack(slot -> slot.overlaps(offset, width.bytes()));
    ownSlots().put(new Place.OnStack(offset, width), value);
  }

  /// What a load from the stack gives: the slot's value, or the low bits of a wider one.
  Optional<Value> load(long offset, Width width) {
    for (var candidate : WIDTHS) {
      if (candidate.bits() >= width.bits()) {
        var whole = slots.get(new Place.OnStack(offset, candidate));
        if (whole != null) {
          return Optional.of(Arithmetic.truncate(whole, width));
        }
      }
    }
    return Optional.empty();
  }

  void forgetStack(Predicate<Place.OnStack> which) {
    for (var slot : slots.keySet()) {
      if (which.test(slot)) {
        ownSlots().keySet().removeIf(which);
        return;
      }
    }
  }

  /// Forgets everything but one register.
  void forgetAllBut(Register kept) {
    for (int i = 0; i < REGISTERS; i++) {
      if (i != kept.number()) {
        registers[i] = null;
      }
    }
    slots = new HashMap<>();
    slotsShared = false;
    flags = null;
  }

  /// Asks a question for each place where the values differ; where both states know none, or the
  /// same one, nothing is asked. A place that only one knows is forgotten.
  void join(State other, Difference difference) {
    for (int i = 0; i < REGISTERS; i++) {
      var mine = registers[i];
      var theirs = other.registers[i];
      if (mine != null && theirs == null) {
        registers[i] = null;
      } else if (mine != null && theirs != null && !mine.equals(theirs)) {
        registers[i] = difference.resolve(Objects.requireNonNull(names[i]), mine);
      }
    }
    if (!slots.equals(other.slots)) {
      joinSlots(other, difference);
    }
    if (!Objects.equals(flags, other.flags)) {
      flags = null;
    }
  }

  private void joinSlots(State other, Difference difference) {
    for (var slot : List.copyOf(slots.keySet())) {
      var mine = Objects.requireNonNull(slots.get(slot));
      var theirs = other.slots.get(slot);
      if (theirs == null) {
        ownSlots().remove(slot);
      } else if (!mine.equals(theirs)) {
        ownSlots().put(slot, difference.resolve(slot, mine));
      }
    }
  }

  /// Says what a place holds where two states differ.
  @FunctionalInterface
  interface Difference {
    Value resolve(Place place, Value mine);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof State state)) {
      return false;
    }
    for (int i = 0; i < REGISTERS; i++) {
      if (!Objects.equals(registers[i], state.registers[i])) {
        return false;
      }
    }
    return slots.equals(state.slots) && Objects.equals(flags, state.flags);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(registers) + slots.hashCode();
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    places()
        .forEach(
            place -> text.append(place).append('=').append(at(place).orElseThrow()).append(' '));
    return text.toString();
  }
}
