package dev.nfdrop.trace.kernel;

import dev.nfdrop.locator.image.ImageFormatException;
import dev.nfdrop.locator.image.KernelImage;
import dev.nfdrop.locator.machine.Code;
import dev.nfdrop.locator.machine.Symbols;
import dev.nfdrop.locator.site.Locator;
import dev.nfdrop.trace.kernel.ImageFinder.Finding;
import dev.nfdrop.trace.kernel.LiveText.Live;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/// Takes from the file what live text does not show.
///
/// @param files where files are looked for
/// @param module that the code belongs to; empty for the kernel itself
/// @param names of live addresses
record ProbedText(ImageFinder files, Optional<String> module, Symbols names) {
  /// The code itself where nobody patched it and its static keys are known, else the file's.
  Live mend(Code live, boolean keysKnown) {
    var probe = Locator.foreignProbe(live);
    if (probe.isEmpty() && keysKnown) {
      return new Live(live, List.of());
    }
    var why = probe.orElse("the live table of static keys cannot be read");
    return switch (files.find(module)) {
      case Finding.Missing(var reason) -> new Live(live, List.of(without(probe, why, reason)));
      case Finding.Found(var file, var image) -> {
        try (image) {
          yield relocated(live, image)
              .map(code -> new Live(code, List.of(why + ": the code is read from " + file)))
              .orElseGet(() ->
                  new Live(
                      live, List.of(without(probe, why, file + " lacks a part of the function"))));
        }
      }
    };
  }

  private static String without(Optional<String> probe, String why, String reason) {
    return why
        + ", and the file cannot replace it: "
        + reason
        + (probe.isPresent() ? "" : "; so whether a kprobe may stand is not sure");
  }

  private Optional<Code> relocated(Code live, KernelImage image) {
    try {
      return image
          .code(live.function())
          .flatMap(code -> RelocatedCode.of(code, live.parts(), names));
    } catch (ImageFormatException | UncheckedIOException _) {
      return Optional.empty();
    }
  }
}
