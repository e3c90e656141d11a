package dev.nfdrop.locator.site;

import dev.nfdrop.locator.flow.Place;
import dev.nfdrop.locator.flow.Value;
import dev.nfdrop.locator.machine.Control;
import dev.nfdrop.locator.machine.Effect;
import dev.nfdrop.locator.machine.Instruction;
import dev.nfdrop.locator.machine.Target;
import dev.nfdrop.locator.machine.Width;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A function's disassembly with its meaning in terms of the source beside the instructions.
///
/// @param lines by address, the function's outlined parts behind it
public record Listing(List<Line> lines) {
  /// Instructions shown in front of a site, and behind it.
  private static final int BEFORE = 8;

  private static final int BEHIND = 3;

  public Listing {
    lines = List.copyOf(lines);
  }

  /// One instruction.
  ///
  /// @param symbol the part of the function that it lies in
  /// @param offset from that symbol, in bytes
  /// @param text as a disassembler prints it, the callee's name instead of an address
  /// @param notes such as `r14 = rule`
  /// @param site the site that it is
  public record Line(
      String symbol, long offset, String text, List<String> notes, Optional<Site> site) {
    public Line {
      notes = List.copyOf(notes);
    }

    @Override
    public String toString() {
      var place = "%s+0x%x".formatted(symbol, offset);
      var line = (site.isPresent() ? "> " : "  ") + "%-24s %-48s".formatted(place, text);
      return (notes.isEmpty() ? line : line + " ; " + String.join(", ", notes)).stripTrailing();
    }
  }

  /// The whole function.
  public static Listing of(Analysis analysis) {
    return new Annotator(analysis).listing();
  }

  /// The lines around each site; groups of neighbours in one list.
  public List<List<Line>> aroundSites() {
    var groups = new ArrayList<List<Line>>();
    int shownUpTo = 0;
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).site().isPresent()) {
        int from = Math.max(0, i - BEFORE);
        int to = Math.min(lines.size(), i + BEHIND + 1);
        boolean joins = !groups.isEmpty() && from <= shownUpTo;
        var group = joins ? groups.getLast() : new ArrayList<Line>();
        if (!joins) {
          groups.add(group);
        }
        group.addAll(lines.subList(joins ? shownUpTo : from, to));
        shownUpTo = to;
      }
    }
    return groups;
  }

  /// Decodes the text from front to back and says what each instruction brings where.
  private static final class Annotator {
    private final Analysis analysis;
    private final Function function;
    private final List<Site> sites;

    Annotator(Analysis analysis) {
      this.analysis = analysis;
      this.function = analysis.function();
      this.sites =
          analysis.answer() instanceof Answer.Located located ? located.sites() : List.of();
    }

    Listing listing() {
      var lines = new ArrayList<Line>();
      var code = function.graph().code();
      var decoder = Locator.decoder(code.architecture());
      for (var part : code.parts()) {
        for (long at = part.address(); part.contains(at); ) {
          var instruction = decoder.decode(part, at);
          lines.add(line(part.symbol(), at - part.address(), instruction));
          at = instruction.end();
        }
      }
      return new Listing(lines);
    }

    private Line line(String symbol, long offset, Instruction instruction) {
      var site = sites.stream().filter(s -> s.address() == instruction.address()).findFirst();
      var notes = new ArrayList<>(values(instruction));
      site.ifPresent(found -> notes.addAll(notes(found)));
      return new Line(symbol, offset, text(instruction), notes, site);
    }

    /// With names for targets: the callee's, or an offset in the function.
    private String text(Instruction instruction) {
      var names = function.graph().names();
      var callee = names.callee(instruction);
      var first = instruction.text().split(" ", 2)[0];
      if (callee.isPresent()) {
        return "%-6s %s".formatted(first, callee.get());
      }
      var target = names.targetInside(instruction);
      return target.isEmpty()
          ? instruction.text()
          : instruction
              .text()
              .replace("0x" + Long.toHexString(encoded(instruction)), name(target.getAsLong()));
    }

    private static long encoded(Instruction instruction) {
      return switch (instruction.control()) {
        case Control.Branch(_, var target) -> target;
        case Control.Jump(Target.Direct(var target)) -> target;
        case Control.Jump _, Control.Call _, Control.Next _ -> 0;
        case Control.Return _, Control.Trap _, Control.Undecodable _ -> 0;
      };
    }

    private String name(long address) {
      var part = function.graph().code().partAt(address).orElseThrow();
      var offset = "+0x" + Long.toHexString(address - part.address());
      boolean main = part.address() == function.graph().code().main().address();
      return main ? offset : part.symbol() + offset;
    }

    private static List<String> notes(Site site) {
      var notes = new ArrayList<String>();
      notes.add(site.kind() + (site.shared() ? " (rule and policy)" : ""));
      note(notes, "rule", site.values().rule());
      note(notes, "pkt", site.values().packet());
      note(notes, "base chain", site.values().baseChain());
      note(notes, "verdict", site.values().verdict());
      site.obstacle().ifPresent(why -> notes.add("no kprobe: " + why));
      return notes;
    }

    private static void note(List<String> notes, String name, List<Location> locations) {
      locations.stream().findFirst().ifPresent(place -> notes.add(place + " = " + name));
    }

    /// What the places that an instruction writes hold behind it.
    private List<String> values(Instruction instruction) {
      var notes = new ArrayList<String>();
      var understanding = analysis.understanding();
      var before = understanding.flatMap(found -> found.solution().before(instruction));
      if (before.isEmpty()) {
        return notes;
      }
      var after = understanding.get().solution().behind(instruction, before.get());
      for (var effect : instruction.effects()) {
        if (effect instanceof Effect.Assign(var register, _)) {
          var place = new Place.InRegister(register);
          after
              .at(place)
              .filter(value -> !before.get().at(place).equals(Optional.of(value)))
              .flatMap(this::meaning)
              .ifPresent(meaning -> notes.add(place + " = " + meaning));
        }
      }
      return notes;
    }

    private Optional<String> meaning(Value value) {
      var found = analysis.understanding().orElseThrow();
      if (found.scenario().isRule(value)) {
        return Optional.of("rule");
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
}
