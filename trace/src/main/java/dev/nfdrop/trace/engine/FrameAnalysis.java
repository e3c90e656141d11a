package dev.nfdrop.trace.engine;

import dev.nfdrop.locator.machine.Register;
import dev.nfdrop.locator.site.Location;
import dev.nfdrop.trace.engine.SavingCalls.Call;
import dev.nfdrop.trace.engine.StackAnalysis.Finding;
import dev.nfdrop.trace.kernel.KernelLayout;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Finds on AArch64 stacks where the registers of `nft_do_chain()` were saved, and its stack.
///
/// The frame records tell which functions were running, and the code of each tells where it saves
/// which registers. The first on the way down that saves a register saves what `nft_do_chain()` had
/// in it. Nothing is searched for: next to saved registers lie words that nobody wrote, where an
/// earlier call may have left an earlier rule. What comes out must be right in every sample
/// nevertheless, and is a proposal, which the calibration judges.
final class FrameAnalysis {
  private final KernelLayout layout;
  private final SavingCalls calls;
  private final Call program;
  private final List<SiteValues> sites;
  private final Set<Register> others;

  private FrameAnalysis(
      KernelLayout layout,
      SavingCalls calls,
      Call program,
      List<SiteValues> sites,
      Set<Register> others) {
    this.layout = layout;
    this.calls = calls;
    this.program = program;
    this.sites = sites;
    this.others = others;
  }

  /// @param program what the program that took the samples had saved
  /// @param others registers that can be done without
  static Finding analyse(
      KernelLayout layout,
      SavingCalls calls,
      Call program,
      List<SiteValues> sites,
      Set<Register> others,
      List<StackSample> samples) {
    return new FrameAnalysis(layout, calls, program, sites, others).analyse(samples);
  }

  private Finding analyse(List<StackSample> samples) {
    if (samples.isEmpty()) {
      return new Finding.NotFound("no drop of the calibration reached the tracepoint");
    }
    var layouts = new HashSet<StackLayout>();
    for (var sample : samples) {
      switch (analyse(sample)) {
        case Finding.Found(var found) -> layouts.add(found);
        case Finding.NotFound missing -> {
          return missing;
        }
      }
    }
    return layouts.size() == 1
        ? new Finding.Found(layouts.iterator().next())
        : new Finding.NotFound("the stack is not the same at all drops of the calibration");
  }

  private Finding analyse(StackSample sample) {
    Finding finding =
        new Finding.NotFound("the frame records on the stack do not lead to nft_do_chain()");
    for (var records : FrameRecords.leadingTo(sample)) {
      switch (SavedFrames.read(records, calls, program)) {
        case SavedFrames.Reading.Known(var frames) -> {
          return judged(sample, records.top().returnAt(), frames);
        }
        case SavedFrames.Reading.Unknown(var reason) -> finding = new Finding.NotFound(reason);
      }
    }
    return finding;
  }

  private Finding judged(StackSample sample, long returnAt, SavedFrames frames) {
    var saved = new HashMap<Register, Integer>();
    for (var needed : registers().entrySet()) {
      var at = frames.savedAt(needed.getKey());
      if (at.isEmpty()) {
        return new Finding.NotFound(
            "no function between nft_do_chain() and the program saves %s, where the %s is"
                .formatted(needed.getKey().fullName(), needed.getValue()));
      }
      saved.put(needed.getKey(), sample.fromContext(at.get()));
    }
    for (var site : sites) {
      site.depthRegister()
          .ifPresent(register ->
              frames
                  .savedAt(register)
                  .ifPresent(at -> saved.put(register, sample.fromContext(at))));
    }
    for (var other : others) {
      frames.savedAt(other).ifPresent(at -> saved.put(other, sample.fromContext(at)));
    }
    var found =
        new StackLayout(
            sample.fromContext(returnAt),
            FrameRecords.SIGNATURE_BITS,
            sample.fromContext(frames.stackPointerAtSite()),
            saved);
    return WantedValue.of(sites, sample).stream()
        .filter(wanted -> !isThere(wanted, sample, found))
        .findFirst()
        .<Finding>map(wanted ->
            new Finding.NotFound(
                "the %s is not at %s".formatted(wanted.role().text(), wanted.place())))
        .orElseGet(() -> new Finding.Found(found));
  }

  private boolean isThere(WantedValue wanted, StackSample sample, StackLayout found) {
    int at =
        switch (wanted.place()) {
          case Location.InRegister(var register) -> found.savedAt(register);
          case Location.OnStack(_, long offset, _) ->
              found.stackPointerAtSite() + Math.toIntExact(offset);
          case Location.InMemory place ->
              throw new IllegalArgumentException("no direct place: " + place);
        };
    var word = StackSample.wordAt(at);
    return word < StackSurvey.WORDS && sample.plays(word, wanted.role(), layout);
  }

  /// The registers that hold something at a site, with what that is.
  private Map<Register, String> registers() {
    var registers = new HashMap<Register, String>();
    for (var site : sites) {
      site.places()
          .forEach((what, place) -> {
            if (place instanceof Location.InRegister(var register)) {
              registers.put(register, what);
            }
          });
    }
    return registers;
  }
}
