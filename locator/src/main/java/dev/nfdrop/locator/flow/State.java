package dev.nfdrop.locator.flow;

import dev.nfdrop.locator.machine.Register;
import dev.nfdrop.locator.machine.Width;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The value of every place at one point of the code. Mutable; [#copy] before keeping one.
///
/// A register without an entry has no known value; a stack slot without an entry neither.
public final class State {
  private final Map<Place, Value> values = new HashMap<>();
  private @Nullable Flags flags;

  State() {}

  public State copy() {
    var copy = new State();
    copy.values.putAll(values);
    copy.flags = flags;
    return copy;
  }

  /// The value in a place, if any is known.
  public Optional<Value> at(Place place) {
    return Optional.ofNullable(values.get(place));
  }

  public Optional<Value> register(Register register) {
    return at(new Place.InRegister(register));
  }

  /// Every place of which something is known.
  public Set<Place> places() {
    return Set.copyOf(values.keySet());
  }

  Optional<Flags> flags() {
    return Optional.ofNullable(flags);
  }

  void setFlags(@Nullable Flags fresh) {
    flags = fresh;
  }

  /// Writes a register.
  public void put(Register register, Value value) {
    values.put(new Place.InRegister(register), value);
  }

  void forget(Register register) {
    values.remove(new Place.InRegister(register));
  }

  /// Says what a place holds, leaving all others alone.
  public void set(Place place, Value value) {
    values.put(place, value);
  }

  /// Writes a stack slot; other slots that share a byte with it are gone.
  public void store(long offset, Width width, Value value) {
    forgetStack(slot -> slot.overlaps(offset, width.bytes()));
    values.put(new Place.OnStack(offset, width), value);
  }

  /// What a load from the stack gives: the slot's value, or the low bits of a wider one.
  Optional<Value> load(long offset, Width width) {
    var exact = values.get(new Place.OnStack(offset, width));
    if (exact != null) {
      return Optional.of(exact);
    }
    for (var wider : Width.values()) {
      var whole = wider.bits() > width.bits() ? values.get(new Place.OnStack(offset, wider)) : null;
      if (whole != null) {
        return Optional.of(Arithmetic.truncate(whole, width));
      }
    }
    return Optional.empty();
  }

  void forgetStack(Predicate<Place.OnStack> which) {
    values.keySet().removeIf(place -> place instanceof Place.OnStack slot && which.test(slot));
  }

  void forgetAll(Predicate<Place> which) {
    values.keySet().removeIf(which);
  }

  /// Gives every place that holds `old` the value `fresh`.
  public void rename(Value old, Value fresh) {
    values.replaceAll((_, value) -> value.equals(old) ? fresh : value);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof State state
        && values.equals(state.values)
        && java.util.Objects.equals(flags, state.flags);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
