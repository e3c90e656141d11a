package dev.nfdrop.locator.site;

import dev.nfdrop.locator.machine.Control;
import dev.nfdrop.locator.machine.Instruction;
import dev.nfdrop.locator.machine.Target;
import dev.nfdrop.locator.machine.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Writes the lines of a [Listing]: decodes the text from front to back and has instructions
/// explained.
final class ListingAuthor {
  private final Function function;
  private final List<Site> sites;
  private final Meanings meanings;

  ListingAuthor(Analysis analysis) {
    this.function = analysis.function();
    this.sites = analysis.answer() instanceof Answer.Located located ? located.sites() : List.of();
    this.meanings = new Meanings(analysis);
  }

  /// An instruction and the part of the function that it lies in.
  record Row(Text part, Instruction instruction) {}

  /// All of the function.
  List<Row> rows() {
    var rows = new ArrayList<Row>();
    var code = function.graph().code();
    var decoder = Locator.decoder(code.architecture());
    for (var part : code.parts()) {
      for (long at = part.address(); part.contains(at); ) {
        var instruction = decoder.decode(part, at);
        rows.add(new Row(part, instruction));
        at = instruction.end();
      }
    }
    return rows;
  }

  Optional<Site> site(Row row) {
    for (var site : sites) {
      if (site.address() == row.instruction().address()) {
        return Optional.of(site);
      }
    }
    return Optional.empty();
  }

  Listing.Line line(Row row) {
    var instruction = row.instruction();
    var site = site(row);
    var notes = new ArrayList<String>();
    site.ifPresent(found -> notes.addAll(notes(found)));
    notes.addAll(meanings.of(instruction));
    patched(instruction).ifPresent(notes::add);
    return new Listing.Line(
        row.part().symbol(),
        instruction.address() - row.part().address(),
        text(instruction),
        notes,
        site);
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

  /// What the kernel makes of an instruction that it rewrites.
  private Optional<String> patched(Instruction instruction) {
    var code = function.graph().code();
    return code.patchSites().stream()
        .filter(patch -> patch.overlaps(instruction.address(), instruction.length()))
        .findFirst()
        .map(patch ->
            switch (patch.kind()) {
              case STATIC_KEY ->
                  code.partAt(patch.jumpTarget()).isPresent()
                      ? "static key: nop, or jmp " + name(patch.jumpTarget())
                      : "static key";
              case ALTERNATIVE -> "alternative";
              case FTRACE -> "ftrace";
              case STATIC_CALL -> "static call";
            });
  }

  private static List<String> notes(Site site) {
    var notes = new ArrayList<String>();
    notes.add(site.kind() + (site.shared() ? " (rule and policy)" : ""));
    note(notes, "rule", site.values().rule());
    note(notes, "pkt", site.values().packet());
    note(notes, "base chain", site.values().baseChain());
    note(notes, "verdict", site.values().verdict());
    site.call()
        .ifPresent(call -> notes.add("calls %s(…, NETFILTER_DROP)".formatted(call.callee())));
    site.obstacle().ifPresent(why -> notes.add("no kprobe: " + why));
    return notes;
  }

  private static void note(List<String> notes, String name, List<Location> locations) {
    locations.stream().findFirst().ifPresent(place -> notes.add(place + " = " + name));
  }
}
