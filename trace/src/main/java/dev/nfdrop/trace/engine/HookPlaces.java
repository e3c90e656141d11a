package dev.nfdrop.trace.engine;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.locator.machine.Register;
import dev.nfdrop.locator.site.HookSite;
import dev.nfdrop.locator.site.HookSiteSearch;
import dev.nfdrop.locator.site.Location;
import dev.nfdrop.trace.kernel.RunningKernel;
import dev.nfdrop.trace.record.Frame;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Where a program finds which function at a hook has dropped a packet.
record HookPlaces(HookSite site) {
  static final String FUNCTION = "nf_hook_slow";

  /// Empty where it is not certain.
  static Optional<HookPlaces> find(RunningKernel kernel) {
    var entries = kernel.layout().hooks().entries();
    var layout = new HookSite.Entries(entries.first(), entries.entryBytes(), entries.argument());
    return kernel
        .code(FUNCTION)
        .flatMap(code -> HookSiteSearch.find(code, layout))
        .map(HookPlaces::new);
  }

  /// Whether the stack between that call and a program on the tracepoint is the one that calls from
  /// `nft_do_chain()` show: both call the same function to free a packet.
  boolean callLike(List<SiteValues> sites) {
    return sites.stream().allMatch(this::callsSame);
  }

  private boolean callsSame(SiteValues values) {
    return values.site().call().filter(call -> call.callee().equals(site.callee())).isPresent();
  }

  /// Emits code that fetches what tells the function.
  void fetch(Assembler code, MachineState state) {
    Values.fetch(code, state, site.entries(), Frame.HOOK_ENTRIES);
    Values.fetch(code, state, site.index(), Frame.HOOK_INDEX);
    Values.fetch(code, state, site.state(), Frame.HOOK_STATE);
  }

  /// The registers that hold something there.
  Set<Register> registers() {
    return Stream.of(site.entries(), site.index(), site.state())
        .filter(Location.InRegister.class::isInstance)
        .map(place -> ((Location.InRegister) place).register())
        .collect(Collectors.toSet());
  }

  /// Whether a stack shows all of them.
  boolean areIn(StackLayout layout) {
    return layout.saved().keySet().containsAll(registers());
  }
}
