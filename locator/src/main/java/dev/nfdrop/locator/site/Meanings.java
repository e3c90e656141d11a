package dev.nfdrop.locator.site;

import dev.nfdrop.locator.flow.Place;
import dev.nfdrop.locator.flow.State;
import dev.nfdrop.locator.flow.Value;
import dev.nfdrop.locator.machine.Instruction;
import dev.nfdrop.locator.machine.Reference;
import dev.nfdrop.locator.machine.Width;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Says in terms of the source what instructions do, one after the other.
final class Meanings {
  private static final String RULE = "rule";
  private static final int HEX = 16;

  /// The kernel's text and its modules lie in the highest two GiB, on x86-64.
  private static final Pattern KERNEL_ADDRESS = Pattern.compile("0x(ffffffff[89a-f][0-9a-f]{7})");

  private final Analysis analysis;
  private final Function function;
  private final Optional<Analysis.Understanding> understanding;

  /// What held the rule behind the last instruction.
  private SortedSet<String> rulePlaces = new TreeSet<>();

  Meanings(Analysis analysis) {
    this.analysis = analysis;
    this.function = analysis.function();
    this.understanding = analysis.understanding();
  }

  /// What the places that an instruction writes hold behind it, what it calls or refers to.
  List<String> of(Instruction instruction) {
    var notes = new ArrayList<String>();
    var before = understanding.flatMap(found -> found.solution().before(instruction));
    before.ifPresent(state -> notes.addAll(of(instruction, state)));
    symbol(instruction).ifPresent(notes::add);
    return notes;
  }

  private List<String> of(Instruction instruction, State before) {
    var found = understanding.orElseThrow();
    var notes = new ArrayList<String>();
    var arriving = rulePlaces(before);
    arriving.stream()
        .filter(place -> !rulePlaces.contains(place))
        .forEach(place -> notes.add(place + " = " + RULE));
    if (found.evaluation().isCall(instruction)) {
      notes.add("calls expr->ops->eval(expr, &regs, pkt)");
    }
    var after = found.solution().behind(instruction, before);
    rulePlaces = rulePlaces(after);
    for (var place : after.places()) {
      after
          .at(place)
          .filter(value -> !before.at(place).equals(Optional.of(value)))
          .flatMap(this::meaning)
          .ifPresent(meaning -> notes.add(name(place, after) + " = " + meaning));
    }
    return notes;
  }

  private SortedSet<String> rulePlaces(State state) {
    var places = new TreeSet<String>();
    for (var place : state.places()) {
      if (state.at(place).filter(understanding.orElseThrow().scenario()::isRule).isPresent()) {
        places.add(name(place, state));
      }
    }
    return places;
  }

  /// A stack slot as the instructions write it, from the stack pointer.
  private String name(Place place, State state) {
    if (!(place instanceof Place.OnStack(var offset, var width))) {
      return place.toString();
    }
    var pointer = function.convention().stackPointer();
    return state
        .register(pointer)
        .filter(Value.StackAddress.class::isInstance)
        .map(bottom -> offset - ((Value.StackAddress) bottom).offset())
        .map(distance -> new Location.OnStack(pointer, distance, width.bytes()).toString())
        .orElseGet(place::toString);
  }

  /// What a relocation names that is neither called nor jumped to, such as the operations that an
  /// indirect call is compared with; in live text the function whose address is a constant.
  private Optional<String> symbol(Instruction instruction) {
    var names = function.graph().names();
    if (names.callee(instruction).isPresent() || names.targetInside(instruction).isPresent()) {
      return Optional.empty();
    }
    var code = function.graph().code();
    return code.referenceIn(instruction)
        .map(Reference::symbol)
        .filter(name -> !name.startsWith("."))
        .or(() -> constant(instruction).flatMap(code.symbols()::functionAt));
  }

  private static Optional<Long> constant(Instruction instruction) {
    var match = KERNEL_ADDRESS.matcher(instruction.text());
    return match.find()
        ? Optional.of(Long.parseUnsignedLong(match.group(1), HEX))
        : Optional.empty();
  }

  private Optional<String> meaning(Value value) {
    var found = analysis.understanding().orElseThrow();
    if (found.scenario().isRule(value)) {
      return Optional.of(RULE);
    }
    if (value.equals(function.packet())) {
      return Optional.of("pkt");
    }
    if (value.equals(function.baseChain())) {
      return Optional.of("base chain");
    }
    if (value.equals(function.buffer())) {
      return Optional.of("pkt->skb");
    }
    var registers = new Value.StackAddress(found.evaluation().registers());
    if (value.equals(registers)) {
      return Optional.of("&regs");
    }
    return value.equals(new Value.Loaded(registers, Width.WORD))
        ? Optional.of("regs.verdict.code")
        : Optional.empty();
  }
}
