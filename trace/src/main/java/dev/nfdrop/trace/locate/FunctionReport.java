package dev.nfdrop.trace.locate;

import dev.nfdrop.locator.image.ImageFormatException;
import dev.nfdrop.locator.image.KernelImage;
import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Code;
import dev.nfdrop.locator.site.Analysis;
import dev.nfdrop.locator.site.Answer;
import dev.nfdrop.locator.site.BpftraceScript;
import dev.nfdrop.locator.site.Layout;
import dev.nfdrop.locator.site.Listing;
import dev.nfdrop.locator.site.Location;
import dev.nfdrop.locator.site.Site;
import dev.nfdrop.trace.engine.DropSites;
import dev.nfdrop.trace.kernel.RunningKernel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What the locator finds in a function.
public sealed interface FunctionReport {
  /// The sites are certain.
  ///
  /// @param sizeBytes of the function's main part
  /// @param kernel the release that the code is from, where that is known
  /// @param excerpts the disassembly around the sites, a list for each stretch
  /// @param listing the whole disassembly
  /// @param bpftrace a script for exactly this kernel, empty where none can be made
  record Located(
      String function,
      long sizeBytes,
      String architecture,
      String shape,
      Optional<String> kernel,
      List<SiteReport> sites,
      List<List<String>> excerpts,
      List<String> listing,
      Optional<String> bpftrace)
      implements FunctionReport {
    public Located {
      sites = List.copyOf(sites);
      excerpts = excerpts.stream().map(List::copyOf).toList();
      listing = List.copyOf(listing);
    }
  }

  /// The locator is not sure, or there is nothing to look at.
  ///
  /// @param reason what was looked for and not found
  record NotLocated(String reason) implements FunctionReport {}

  /// A site, its places as the locator writes them, best first.
  ///
  /// @param offset from the start of the function, in bytes
  /// @param obstacle why no kprobe may stand there; empty if one may
  record SiteReport(
      long offset,
      String kind,
      boolean shared,
      Optional<String> obstacle,
      List<String> rule,
      List<String> packet,
      List<String> baseChain,
      List<String> verdict,
      List<String> evidence) {
    public SiteReport {
      rule = List.copyOf(rule);
      packet = List.copyOf(packet);
      baseChain = List.copyOf(baseChain);
      verdict = List.copyOf(verdict);
      evidence = List.copyOf(evidence);
    }
  }

  /// Reads a function of the running kernel.
  ///
  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel refuses
  static FunctionReport ofRunningKernel(String function) {
    return switch (RunningKernel.read()) {
      case RunningKernel.Reading.Unknown(var reason) -> new NotLocated(reason);
      case RunningKernel.Reading.Known(var kernel) ->
          kernel
              .code(function)
              .map(code -> of(code, DropSites.layout(kernel), Optional.of(kernel.release())))
              .orElseGet(() -> new NotLocated("the running kernel has no function " + function));
    };
  }

  /// Reads a function of a module or kernel image. Needs no privileges.
  static FunctionReport ofImage(Path file, String function) {
    try (var image = KernelImage.open(file)) {
      var release = image.release();
      return image
          .code(function)
          .map(code -> of(code, Layout.UNKNOWN, release))
          .orElseGet(() -> new NotLocated("%s has no function %s".formatted(file, function)));
    } catch (ImageFormatException e) {
      return new NotLocated(String.valueOf(e.getMessage()));
    }
  }

  private static FunctionReport of(Code code, Layout layout, Optional<String> kernel) {
    var analysis = Analysis.of(code, DropSites.decoder(code.architecture()), layout);
    return switch (analysis.answer()) {
      case Answer.Refused(var reason) -> new NotLocated(reason);
      case Answer.Located located -> {
        var listing = Listing.of(analysis);
        yield new Located(
            located.function(),
            located.size(),
            name(located.architecture()),
            located.shape().toString(),
            kernel,
            located.sites().stream().map(FunctionReport::report).toList(),
            listing.aroundSites().stream().map(FunctionReport::text).toList(),
            text(listing.lines()),
            script(analysis, located, kernel));
      }
    };
  }

  private static Optional<String> script(
      Analysis analysis, Answer.Located located, Optional<String> kernel) {
    var expressions = analysis.ruleExpressions();
    return expressions.isPresent()
        ? Optional.of(
            BpftraceScript.of(
                located,
                kernel.orElse("unknown"),
                BpftraceScript.Handle.of(expressions.getAsInt())))
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
        site.evidence());
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
