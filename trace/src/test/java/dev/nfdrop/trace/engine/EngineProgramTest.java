package dev.nfdrop.trace.engine;

import static dev.nfdrop.locator.machine.X86Register.R13;
import static dev.nfdrop.locator.machine.X86Register.R14;
import static dev.nfdrop.locator.machine.X86Register.RBX;
import static dev.nfdrop.locator.machine.X86Register.RSP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.nfdrop.ebpf.program.ProgramSpec;
import dev.nfdrop.locator.machine.X86Register;
import dev.nfdrop.locator.site.HookSite;
import dev.nfdrop.locator.site.Location;
import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.Hook;
import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.Drop.Verdict;
import dev.nfdrop.trace.filter.PacketFilter;
import dev.nfdrop.trace.filter.PacketFilter.Compilation;
import dev.nfdrop.trace.kernel.KernelLayout;
import dev.nfdrop.trace.kernel.KernelLayout.Bits;
import dev.nfdrop.trace.kernel.KernelLayout.Rule;
import dev.nfdrop.trace.kernel.RunningKernel;
import dev.nfdrop.trace.record.DropChannel;
import dev.nfdrop.trace.record.Recording;
import dev.nfdrop.trace.select.NamePattern;
import dev.nfdrop.trace.select.Selection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// This kernel's verifier judges the engines' programs, whatever places the locator finds.
final class EngineProgramTest {
  private static final RunningKernel RUNNING = running();
  private static final KernelLayout KERNEL = RUNNING.layout();
  private static final FreeingCode FREEING = FreeingCode.of(RUNNING);

  private static final Location REGISTER = new Location.InRegister(R14);
  private static final Location SLOT = new Location.OnStack(RSP, 0x58, Long.BYTES);
  private static final Location HALF_SLOT = new Location.OnStack(RSP, 0x60, Integer.BYTES);
  private static final Location MEMORY =
      new Location.InMemory(new Location.InRegister(RBX), -16, Long.BYTES);

  @ParameterizedTest
  @EnumSource
  void aProbeMayReadAnyRegister(X86Register register) {
    accept(probe(MadeUpSite.ruleDrop(new Location.InRegister(register), SLOT)));
  }

  @Test
  void aProbeMayReadTheStackAndMemory() {
    accept(probe(MadeUpSite.ruleDrop(SLOT, REGISTER)));
    accept(probe(MadeUpSite.ruleDrop(MEMORY, MEMORY)));
  }

  @Test
  void aProbeMayTellRuleFromPolicyByTheVerdict() {
    accept(probe(MadeUpSite.shared(REGISTER, SLOT, new Location.InRegister(R13))));
    accept(probe(MadeUpSite.shared(REGISTER, SLOT, HALF_SLOT)));
  }

  @Test
  void aProbeMaySeeEveryVerdict() {
    accept(probe(MadeUpSite.everyVerdict(REGISTER, SLOT, new Location.InRegister(R13), HALF_SLOT)));
  }

  @Test
  void aProbeMaySeeWhatLives() {
    for (var verdict : List.of(new Location.InRegister(R13), HALF_SLOT)) {
      var site = MadeUpSite.everyVerdict(REGISTER, SLOT, verdict, HALF_SLOT);
      accept(KprobeProgram.ofLiving(recording(Selection.ALL), RSP, site));
    }
  }

  @Test
  void aProgramMayLookAtEveryCriterion() {
    var names = List.of(NamePattern.of("seventeen letters"), NamePattern.of("*"));
    var longest = List.of(NamePattern.of("x".repeat(63)), NamePattern.of("exactly8*"));
    var selection =
        new Selection(
            EnumSet.allOf(Cause.class),
            EnumSet.allOf(Verdict.class),
            EnumSet.allOf(Family.class),
            names,
            longest,
            Set.of(7L, (1L << 42) - 1),
            EnumSet.allOf(Hook.class),
            names,
            List.of(NamePattern.of("veth*"), NamePattern.of("fifteen letters")),
            List.of("comment"),
            names,
            Optional.empty());
    var site = MadeUpSite.shared(REGISTER, SLOT, HALF_SLOT);
    accept(KprobeProgram.of(recording(selection), RSP, site));
    accept(ofOthers(recording(selection), FREEING));
  }

  @Test
  void programsMayCountByWhatASelectionAsksFor() {
    var name = List.of(new NamePattern("lo", false));
    var asking =
        new Selection(
            Set.of(),
            Set.of(),
            Set.of(),
            List.of(),
            List.of(),
            Set.of(),
            Set.of(Hook.INPUT),
            name,
            name,
            List.of(),
            List.of(),
            Optional.empty());
    for (var selection : List.of(Selection.ALL, asking)) {
      var counting = new Recording(KERNEL, selection, true);
      accept(KprobeProgram.of(counting, RSP, MadeUpSite.shared(REGISTER, SLOT, HALF_SLOT)));
      accept(ofOthers(counting, FREEING));
      accept(KprobeProgram.ofHook(counting, RSP, hook(SLOT), true));
    }
  }

  @Test
  void aProbeMayReadTheJumpStack() {
    for (int entryBytes : new int[] {8, 16, 24}) {
      accept(probe(MadeUpSite.withJumps(entryBytes, HALF_SLOT)));
      accept(probe(MadeUpSite.withJumps(entryBytes, REGISTER)));
    }
  }

  @Test
  void aProbeMayReadTheJumpStackOf510() {
    var layout = withListedRules(KERNEL);
    accept(
        KprobeProgram.of(
            new Recording(layout, Selection.ALL, false), RSP, MadeUpSite.withJumps(16, HALF_SLOT)));
  }

  @Test
  void theTracepointsProgramMayReadTheJumpStack() {
    var sites = List.of(MadeUpSite.withJumps(8, REGISTER), MadeUpSite.policyDrop(SLOT));
    var layouts = List.of(stack(224), stack(312));
    accept(
        TracepointProgram.of(recording(Selection.ALL), FREEING, sites, Optional.empty(), layouts));
  }

  @Test
  void theTracepointsProgramMayTellTheFunctionAtAHook() {
    var sites = List.of(MadeUpSite.policyDrop(SLOT));
    for (var index : List.of(REGISTER, SLOT, HALF_SLOT)) {
      var places = Optional.of(hook(index));
      accept(
          TracepointProgram.of(
              recording(Selection.ALL), FREEING, sites, places, List.of(stack(224), stack(312))));
    }
  }

  @Test
  void aProbeMayTellTheFunctionAtAHook() {
    for (var index : List.of(REGISTER, SLOT, HALF_SLOT)) {
      accept(KprobeProgram.ofHook(recording(Selection.ALL), RSP, hook(index), false));
      accept(KprobeProgram.ofHook(recording(Selection.ALL), RSP, hook(index), true));
    }
  }

  @Test
  void theTracepointsProgramMayLeaveDropsToProbes() {
    var probed = Optional.of(hook(SLOT));
    accept(TracepointProgram.ofOthers(recording(Selection.ALL), FREEING, false, probed));
    accept(TracepointProgram.ofOthers(recording(Selection.ALL), FREEING, true, probed));
    accept(TracepointProgram.ofOthers(recording(Selection.ALL), FREEING, true, Optional.empty()));
  }

  private static HookPlaces hook(Location index) {
    return new HookPlaces(
        new HookSite(
            "kfree_skb_reason",
            0xffff_ffff_8100_0000L,
            0xffff_ffff_8100_0005L,
            REGISTER,
            SLOT,
            index,
            REGISTER));
  }

  private static ProgramSpec ofOthers(Recording recording, FreeingCode freeing) {
    return TracepointProgram.ofOthers(recording, freeing, false, Optional.empty());
  }

  @Test
  void aProbeMayStandWhereNoRuleDecided() {
    accept(probe(MadeUpSite.policyDrop(SLOT)));
    accept(probe(MadeUpSite.jumpDepth(REGISTER)));
  }

  @Test
  void theTracepointsProgramMayServeSeveralSitesAndLayouts() {
    var sites =
        List.of(
            MadeUpSite.shared(REGISTER, SLOT, HALF_SLOT),
            MadeUpSite.policyDrop(SLOT),
            MadeUpSite.jumpDepth(REGISTER));
    var layouts = List.of(stack(224), stack(312));
    accept(
        TracepointProgram.of(recording(Selection.ALL), FREEING, sites, Optional.empty(), layouts));
  }

  @Test
  void theTracepointsProgramMayPassOverSignatures() {
    var layout =
        new StackLayout(
            200, FrameRecords.SIGNATURE_BITS, 256, Map.of(X86Register.R12, 224, R14, -40));
    var sites = List.of(MadeUpSite.shared(REGISTER, SLOT, HALF_SLOT));
    accept(
        TracepointProgram.of(
            recording(Selection.ALL), FREEING, sites, Optional.empty(), List.of(layout)));
  }

  @Test
  void theTracepointsProgramMayServeOthersOnly() {
    accept(ofOthers(recording(Selection.ALL), FREEING));
  }

  @Test
  void theTracepointsProgramNeedsNoReasons() {
    var withoutReasons =
        new FreeingCode(OptionalInt.empty(), FREEING.rules(), FREEING.hooks(), FREEING.queues());
    accept(ofOthers(recording(Selection.ALL), withoutReasons));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp dst port 10000 and net 10.0.0.0/8", "vlan 10 and ip[ip[8]] = 1"})
  void everyProgramMayHaveAFilter(String expression) {
    var filter = assertInstanceOf(Compilation.Compiled.class, PacketFilter.compile(expression));
    var recording = recording(Selection.ALL.of(Optional.of(filter.filter())));
    var site = MadeUpSite.shared(REGISTER, SLOT, HALF_SLOT);
    accept(KprobeProgram.of(recording, RSP, site));
    accept(
        TracepointProgram.of(
            recording, FREEING, List.of(site), Optional.empty(), List.of(stack(224))));
    accept(ofOthers(recording, FREEING));
  }

  /// With `struct nft_rule`, as before 5.17.
  private static KernelLayout withListedRules(KernelLayout kernel) {
    return new KernelLayout(
        kernel.netfilterDrop(),
        kernel.skb(),
        kernel.device(),
        kernel.packet(),
        kernel.state(),
        kernel.baseChain(),
        kernel.chain(),
        kernel.table(),
        new Rule(16, 24, Optional.empty(), new Bits(44, 12), new Bits(0, 42), OptionalInt.empty()),
        kernel.registersBytes(),
        kernel.netInode(),
        kernel.hooks(),
        kernel.sender(),
        kernel.conntrack());
  }

  private static StackLayout stack(int returnAddress) {
    return StackLayout.pushed(
        returnAddress, Map.of(X86Register.R12, returnAddress - 40, R14, returnAddress - 24));
  }

  private static ProgramSpec probe(SiteValues site) {
    return KprobeProgram.of(recording(Selection.ALL), RSP, site);
  }

  private static Recording recording(Selection selection) {
    return new Recording(KERNEL, selection, false);
  }

  private static void accept(ProgramSpec program) {
    try (var channel = DropChannel.open(recording(Selection.ALL));
        var loaded = channel.load(program)) {
      assertThat(loaded.descriptor().number()).isPositive();
    }
  }

  private static RunningKernel running() {
    return switch (RunningKernel.read()) {
      case RunningKernel.Reading.Known(var known) -> known;
      case RunningKernel.Reading.WithoutNfTables() ->
          throw new AssertionError("nf_tables is not loaded");
      case RunningKernel.Reading.Unknown(var reason) -> throw new AssertionError(reason);
    };
  }
}
