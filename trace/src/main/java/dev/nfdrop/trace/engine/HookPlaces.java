package dev.nfdrop.trace.engine;

import dev.nfdrop.locator.machine.Register;
import dev.nfdrop.locator.site.HookSite;
import dev.nfdrop.locator.site.HookSiteSearch;
import dev.nfdrop.locator.site.Location;
import dev.nfdrop.trace.kernel.RunningKernel;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Where a program on the tracepoint finds which function at a hook has dropped a packet.
///
/// The stack between that call and the program is the one that calls from `nft_do_chain()` show,
/// since both call the same function to free a packet.
record HookPlaces(HookSite site) {
  private static final String FUNCTION = "nf_hook_slow";

  /// Empty where it is not certain.
  static Optional<HookPlaces> find(RunningKernel kernel, List<SiteValues> sites) {
    var entries = kernel.layout().hooks().entries();
    var layout = new HookSite.Entries(entries.first(), entries.entryBytes(), entries.argument());
    return kernel
        .code(FUNCTION)
        .flatMap(code -> HookSiteSearch.find(code, layout))
        .filter(found -> sites.stream().allMatch(site -> callsSame(site, found)))
        .map(HookPlaces::new);
  }

  private static boolean callsSame(SiteValues site, HookSite found) {
    return site.site().call().filter(call -> call.callee().equals(found.callee())).isPresent();
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
