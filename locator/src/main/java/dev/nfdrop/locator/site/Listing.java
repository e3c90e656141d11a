package dev.nfdrop.locator.site;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A function's disassembly with its meaning in terms of the source beside the instructions: by
/// address, the function's outlined parts behind it. Lines are written when they are asked for.
public final class Listing {
  /// Instructions shown in front of a site, and behind it.
  private static final int BEFORE = 8;

  private static final int BEHIND = 3;

  private final Analysis analysis;
  private final ListingAuthor author;
  private final List<ListingAuthor.Row> rows;

  private Listing(Analysis analysis) {
    this.analysis = analysis;
    this.author = new ListingAuthor(analysis);
    this.rows = author.rows();
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

  /// The function of an analysis.
  public static Listing of(Analysis analysis) {
    return new Listing(analysis);
  }

  /// The whole function.
  public List<Line> lines() {
    return lines(0, rows.size());
  }

  /// Each stretch has its own author, who says at the start of it where the rule is.
  private List<Line> lines(int from, int to) {
    var ofStretch = new ListingAuthor(analysis);
    return rows.subList(from, to).stream().map(ofStretch::line).toList();
  }

  /// The lines around each site; groups of neighbours in one list.
  public List<List<Line>> aroundSites() {
    var groups = new ArrayList<List<Line>>();
    int shownUpTo = 0;
    for (int i = 0; i < rows.size(); i++) {
      if (author.site(rows.get(i)).isPresent()) {
        int from = Math.max(0, i - BEFORE);
        int to = Math.min(rows.size(), i + BEHIND + 1);
        boolean joins = !groups.isEmpty() && from <= shownUpTo;
        var group = joins ? groups.getLast() : new ArrayList<Line>();
        if (!joins) {
          groups.add(group);
        }
        group.addAll(lines(joins ? shownUpTo : from, to));
        shownUpTo = to;
      }
    }
    return groups;
  }
}
