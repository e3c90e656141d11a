package dev.nfdrop.trace.locate;

import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Code;
import dev.nfdrop.locator.site.Analysis;
import dev.nfdrop.locator.site.Answer;
import dev.nfdrop.locator.site.BpftraceScript;
import dev.nfdrop.locator.site.JumpStack;
import dev.nfdrop.locator.site.Listing;
import dev.nfdrop.locator.site.Location;
import dev.nfdrop.locator.site.Locator;
import dev.nfdrop.locator.site.Site;
import dev.nfdrop.trace.locate.FunctionReport.JumpStackReport;
import dev.nfdrop.trace.locate.FunctionReport.Located;
import dev.nfdrop.trace.locate.FunctionReport.NotLocated;
import dev.nfdrop.trace.locate.FunctionReport.SiteReport;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes an analysis up.
///
/// @param told what it was told of structures
/// @param kernel the release that the code is from, where that is known
record Findings(Analysis analysis, Told told, Optional<String> kernel, List<String> notes) {

  /// Analyses a function's code.
  ///
  /// @param notes on where the code comes from
  static FunctionReport of(Code code, Told told, Optional<String> kernel, List<String> notes) {
    var analysis = Analysis.of(code, Locator.decoder(code.architecture()), told.layout());
    return new Findings(analysis, told, kernel, notes).report(code.function());
  }

  private FunctionReport report(String function) {
    return switch (analysis.answer()) {
      case Answer.Refused(var reason) -> new NotLocated(function + ": " + withNotes(reason));
      case Answer.Located located -> report(located);
    };
  }

  /// A note may say the same and more.
  private String withNotes(String reason) {
    return notes.stream().anyMatch(note -> note.startsWith(reason))
        ? String.join("; ", notes)
        : Stream.concat(Stream.of(reason), notes.stream()).collect(Collectors.joining("; "));
  }

  private Located report(Answer.Located located) {
    return new Located(
        located.function(),
        located.size(),
        name(located.architecture()),
        located.shape().toString(),
        kernel,
        located.sites().stream().map(Findings::report).toList(),
        told.offsets(analysis.ruleExpressions(), reason(located)),
        notes,
        () -> Listing.of(analysis).aroundSites().stream().map(Findings::text).toList(),
        () -> text(Listing.of(analysis).lines()),
        () -> script(located));
  }

  private static OptionalInt reason(Answer.Located located) {
    return located.sites().stream()
        .flatMap(site -> site.call().stream())
        .mapToInt(call -> (int) call.reason())
        .findFirst();
  }

  private Optional<String> script(Answer.Located located) {
    var expressions = analysis.ruleExpressions();
    return expressions.isPresent()
        ? Optional.of(
            BpftraceScript.of(
                located,
                kernel.orElse("unknown"),
                told.handle().orElse(BpftraceScript.Handle.of(expressions.getAsInt()))))
        : Optional.empty();
  }

  private static SiteReport report(Site site) {
    var values = site.values();
    return new SiteReport(
        site.offset(),
        site.kind().toString(),
        site.shared(),
        site.obstacle(),
        places(values.rule()),
        places(values.packet()),
        places(values.baseChain()),
        places(values.verdict()),
        values.jumps().map(Findings::report),
        site.evidence());
  }

  private static JumpStackReport report(JumpStack jumps) {
    return new JumpStackReport(
        jumps.address(),
        jumps.entryBytes(),
        jumps.ruleOffset(),
        jumps.chainOffset(),
        places(jumps.depth()));
  }

  private static List<String> places(List<Location> places) {
    return places.stream().map(Location::toString).toList();
  }

  private static List<String> text(List<Listing.Line> lines) {
    return lines.stream().map(Listing.Line::toString).toList();
  }

  private static String name(Architecture architecture) {
    return switch (architecture) {
      case X86_64 -> "x86_64";
      case ARM64 -> "arm64";
    };
  }
}
